// What every page does: menus that close again, and the choice of a language.

const YEAR_S = 31_536_000;

const open = () => [...document.querySelectorAll(".menu[open]")];

function close(menu, event) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside && event.type === "keydown") menu.querySelector("summary").focus();
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of open()) close(menu, event);
});
addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) close(menu, event);
});
addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) close(menu, event);
});

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `callbox-language=${button.dataset.language}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
    location.reload();
  });
}
