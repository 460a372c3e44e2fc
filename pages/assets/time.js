// Instants as people say them, and working time as the clocks count it. All at Shanghai.
import { reference } from "./api.js";
import { me } from "./dom.js";

const OFFSET = 8 * 3600e3;
const DAY = 86400e3;
const WEEK = "日一二三四五六";

/** The parts of an instant at Shanghai, whatever the machine's zone. */
function parts(instant) {
  const at = new Date(new Date(instant).getTime() + OFFSET);
  return {
    year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate(),
    weekday: at.getUTCDay(), hour: at.getUTCHours(), minute: at.getUTCMinutes(),
    number: Math.floor(at.getTime() / DAY), second: Math.floor((at.getTime() % DAY) / 1000),
  };
}

const two = (number) => String(number).padStart(2, "0");

export function today() { return dayText(Date.now()); }

/** `2026-11-30` */
export function dayText(instant) {
  const at = parts(instant);
  return `${at.year}-${two(at.month)}-${two(at.day)}`;
}

export function dayAfter(days, from = Date.now()) { return dayText(from + days * DAY); }

/** `11月30日(周一) 17:30`, with the year if it is another. */
export function deadline(instant) {
  const at = parts(instant);
  const year = at.year === parts(Date.now()).year ? "" : `${at.year}年`;
  return `${year}${at.month}月${at.day}日(周${WEEK[at.weekday]}) ${two(at.hour)}:${two(at.minute)}`;
}

export function dayWords(day) {
  const at = parts(`${day}T12:00:00+08:00`);
  return `${at.month}月${at.day}日(周${WEEK[at.weekday]})`;
}

/** `今天 09:40`, `昨天 17:02`, `11月23日 09:40` */
export function when(instant) {
  if (!instant) return "";
  const at = parts(instant);
  const now = parts(Date.now());
  const clock = `${two(at.hour)}:${two(at.minute)}`;
  if (at.number === now.number) return `今天 ${clock}`;
  if (at.number === now.number - 1) return `昨天 ${clock}`;
  if (at.number === now.number + 1) return `明天 ${clock}`;
  const year = at.year === now.year ? "" : `${at.year}年`;
  return `${year}${at.month}月${at.day}日 ${clock}`;
}

// Working time

const years = new Map();

/** Reads the calendar of the years that a countdown may touch. */
export async function loadCalendar() {
  const year = parts(Date.now()).year;
  await Promise.all([year - 1, year, year + 1].map(async (each) => {
    try {
      const calendar = await reference(`/calendar/${each}`);
      years.set(each, new Map(calendar.days.map((day) => [day.day, day.working])));
    } catch { /* Without it, Monday to Friday count. */ }
  }));
}

function isWorking(number) {
  const at = new Date(number * DAY);
  const text = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const known = years.get(at.getUTCFullYear())?.get(text);
  return known ?? (at.getUTCDay() % 6 !== 0);
}

/** Spans of a working day in seconds: `08:30-12:00,14:00-17:30` */
const spans = (me.hours || "08:30-12:00,14:00-17:30").split(",").map((span) =>
  span.split("-").map((time) => {
    const [hour, minute] = time.split(":").map(Number);
    return hour * 3600 + minute * 60;
  }));
const DAILY = spans.reduce((sum, [from, to]) => sum + to - from, 0);
const DAYS_MAX = 800;

const elapsed = (second) =>
  spans.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(second, to) - from), 0);

/** Working seconds between two instants; negative if the second is the earlier. */
export function workingSeconds(from, to) {
  const start = new Date(from).getTime();
  const end = new Date(to).getTime();
  if (end < start) return -workingSeconds(end, start);
  const first = parts(start);
  const last = parts(end);
  let sum = 0;
  for (let number = first.number; number <= last.number; number += 1) {
    if (number - first.number > DAYS_MAX) break;
    if (!isWorking(number)) continue;
    const until = number === last.number ? elapsed(last.second) : DAILY;
    sum += until - (number === first.number ? elapsed(first.second) : 0);
  }
  return sum;
}

/** Clocks that run by day and night. */
const BY_THE_CLOCK = new Set(["respond", "relief", "supervised", "external"]);

function lengthWords(seconds, dayLength, dayWord) {
  const minutes = Math.floor(seconds / 60);
  const days = Math.floor(seconds / dayLength);
  const hours = Math.floor((seconds - days * dayLength) / 3600);
  if (days >= 3) return `${days}${dayWord}`;
  if (days > 0) return `${days}${dayWord}${hours ? `${hours}小时` : ""}`;
  if (minutes >= 60) return `${Math.floor(minutes / 60)}小时${minutes % 60 ? `${minutes % 60}分` : ""}`;
  return `${Math.max(1, minutes)}分钟`;
}

/** How long is left of a clock: {words, isLate}. */
export function left(clock, now = Date.now()) {
  const due = new Date(clock.due).getTime();
  const isLate = now >= due;
  const byClock = BY_THE_CLOCK.has(clock.kind);
  const seconds = byClock ? Math.abs(due - now) / 1000 : Math.abs(workingSeconds(now, due));
  const words = byClock ? lengthWords(seconds, 86400, "天") : lengthWords(seconds, DAILY, "个工作日");
  if (!byClock && seconds < 60) return { words: isLate ? "已超时" : "即将到期", isLate };
  return { words: isLate ? `超时 ${words}` : `剩 ${words}`, isLate };
}
