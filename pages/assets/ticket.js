// One ticket on a page of its own.
import { unitNames } from "./api.js";
import { $ } from "./dom.js";
import { start } from "./shell.js";
import { actByKey, showTicket } from "./ticket-view.js";
import { loadCalendar } from "./time.js";
import { actionName, loadCards } from "./words.js";
import { KEYS } from "./actions.js";

const number = location.pathname.split("/")[2];
const place = $("#ticket");

const keys = new Map();
for (const [action, key] of Object.entries(KEYS)) keys.set(key, [...(keys.get(key) ?? []), actionName(action)]);

start(() => showTicket(place, number, { isPage: true }), [...keys].map(([key, names]) => ({ key, words: names.join("；"), run: () => actByKey(place, key) })), {
  ahead: [`/tickets/${number}`, `/tickets/${number}/events`], reads: [loadCalendar, unitNames, loadCards],
});
