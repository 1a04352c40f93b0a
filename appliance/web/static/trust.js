// Whether this browser trusts the box, and whether it can do all that the pages need: each finding says what to do.

import { icon } from "./icons.js";
import { make, setText } from "./dom.js";
import { number, t } from "./language.js";

const PATIENCE_MS = 8000;
const TONE_S = 0.9;
const find = (selector) => document.querySelector(selector);
const onward = find("main").dataset.onward;

// A path of this box, or its first page.
function wanted() {
  const next = new URL(new URLSearchParams(location.search).get("next") ?? "/", location.origin);
  return next.origin === location.origin ? next.pathname + next.search : "/";
}

async function pass() {
  const link = find(".go");
  link.href = onward + wanted();
  const trusted = await fetch(`${onward}/trust/known`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(() => true, () => false);
  const words = find("[data-words]");
  if (!trusted) return setText(words, t("This browser does not trust the box yet: it would warn of the encrypted pages. Do below what is right for this device, then load this page again."));
  setText(words, t("This browser trusts the box."));
  if (new URLSearchParams(location.search).has("next")) location.replace(link.href);
}

function openOwnSystem() {
  const about = navigator.userAgent.toLowerCase();
  for (const each of document.querySelectorAll("[data-system]")) {
    const own = each.dataset.system.split(" ").some((name) => about.includes(name));
    const linux = each.dataset.system === "linux" && about.includes("android");
    const mac = each.dataset.system === "mac" && /iphone|ipad/.test(about);
    each.open = own && !linux && !mac;
  }
}

const PICTURES = { free: "free", trouble: "trouble", waiting: "wait" };

function finding(title) {
  const row = make("li", "", icon("wait"), make("strong", "", title), make("p"));
  find(".findings").append(row);
  return (tone, words, ...more) => {
    row.dataset.tone = tone;
    row.querySelector("cb-icon").setAttribute("name", PICTURES[tone]);
    row.querySelector("p").replaceChildren(words, ...more);
  };
}

function checkContext() {
  const say = finding(t("Encryption"));
  if (window.isSecureContext) say("free", t("The page is trusted: microphone and sound are allowed here."));
  else say("trouble", t("The page is not encrypted: browsers give no microphone to it. Make this device trust the box, and open the encrypted pages."));
}

async function checkMicrophone() {
  const say = finding(t("Microphone"));
  say("waiting", t("The browser may ask you for it …"));
  if (!navigator.mediaDevices) return say("trouble", t("There is none on an unencrypted page."));
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true } });
    const name = stream.getAudioTracks()[0].label;
    for (const track of stream.getTracks()) track.stop();
    say("free", t("It is allowed: {name}.", { name: name || t("a microphone") }));
  } catch (fault) {
    const words = {
      NotAllowedError: t("It is not allowed: click the sign beside the address, allow the microphone, and check again."),
      NotFoundError: t("There is none: plug a headset in and check again."),
      NotReadableError: t("Another program holds it: close that one and check again."),
    };
    say("trouble", words[fault.name] ?? t("It cannot be had ({reason}); plug the headset in again.", { reason: fault.name }));
  }
}

async function checkSpeaker() {
  const say = finding(t("Loudspeaker"));
  say("waiting", t("A tone is played …"));
  try {
    const context = new AudioContext();
    await context.resume();
    const tone = new OscillatorNode(context, { frequency: 660 });
    const level = new GainNode(context, { gain: 0.15 });
    tone.connect(level).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + TONE_S);
    await new Promise((done) => { tone.onended = done; });
    await context.close();
  } catch (fault) {
    return say("trouble", t("No sound can be played ({reason}); see which device the system plays on.", { reason: fault.name }));
  }
  const answers = make("span", "answers", make("button", "", t("Yes, I heard it")), make("button", "", t("No")));
  for (const button of answers.children) button.type = "button";
  answers.children[0].addEventListener("click", () => say("free", t("The tone was heard.")));
  answers.children[1].addEventListener("click", () => say("trouble", t("Turn the sound up, choose the headset in the system’s sound settings, and check again.")));
  say("waiting", t("Did you hear a tone?"), answers);
}

async function checkSocket() {
  const say = finding(t("Live connection"));
  say("waiting", t("The box is asked …"));
  const began = performance.now();
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/trust/echo`);
  const heard = await new Promise((done) => {
    socket.onopen = () => socket.send("hello");
    socket.onmessage = () => done(true);
    socket.onclose = () => done(false);
    setTimeout(() => done(false), PATIENCE_MS);
  });
  const ms = number(performance.now() - began, { maximumFractionDigits: 0 });
  socket.close();
  if (heard) say("free", t("The box answered within {ms} ms.", { ms }));
  else say("trouble", t("No live connection: a proxy or a program against viruses stands between; have it let this box’s address through."));
}

async function check(button) {
  button.disabled = true;
  find(".findings").replaceChildren();
  checkContext();
  await checkSocket();
  await checkMicrophone();
  await checkSpeaker();
  button.disabled = false;
}

openOwnSystem();
find("[data-check]").addEventListener("click", (event) => check(event.currentTarget));
if (onward) pass();
