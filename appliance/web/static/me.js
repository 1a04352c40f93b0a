// Who acts on this page: who is signed in, or what was written into the field for it, which is there where nobody had to.

const KEY = "callbox-me";
const field = document.querySelector("[data-me]");

if (field) {
  field.value = localStorage.getItem(KEY) ?? "";
  field.addEventListener("input", () => localStorage.setItem(KEY, field.value.trim()));
}

// As the API takes it; nothing where the server knows.
export const me = () => (field?.value.trim() ? { who: field.value.trim() } : {});
