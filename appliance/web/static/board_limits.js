// Which limits of the settings a queue is past, and how that is said.

import { duration } from "./clock.js";
import { number, plural, t } from "./language.js";

const RANK = { good: 0, warn: 1, alarm: 2 };

const above = (value, warn, alarm) => (alarm && value >= alarm ? "alarm" : warn && value >= warn ? "warn" : "good");
const below = (value, warn, alarm) => (value === null ? "good" : alarm && value < alarm ? "alarm" : warn && value < warn ? "warn" : "good");

export const percent = (value) => (value === null ? "–" : number(value / 100, { style: "percent" }));

export function judged(queue, now) {
  const { limits, arrivals } = queue;
  const longest = arrivals.length ? Math.max(0, now - arrivals[0]) : 0;
  const ahead = arrivals.map((arrived) => arrived + queue.target_ms - now).filter((left) => left > 0);
  const waiting = above(queue.waiting, limits.waiting, limits.waiting_alarm);
  const wait = arrivals.length ? above(longest, limits.wait_ms, limits.wait_alarm_ms) : "good";
  const level = below(queue.today.level, limits.level, limits.level_alarm);
  const state = [waiting, wait, level].reduce((worst, each) => (RANK[each] > RANK[worst] ? each : worst));
  const told = {
    waiting: plural("{count} waits", "{count} wait", queue.waiting),
    wait: t("waits {time}", { time: duration(longest) }),
    level: t("level {percent}", { percent: percent(queue.today.level) }),
  };
  const why = Object.entries({ wait, waiting, level }).filter(([, each]) => state !== "good" && each === state).map(([name]) => told[name]);
  return {
    state, waiting, wait, level,
    longest_ms: longest,
    late: arrivals.length - ahead.length,
    next_ms: ahead.length ? Math.min(...ahead) : null,
    why: why.join(", "),
  };
}
