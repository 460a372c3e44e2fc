import { $ } from "./dom.js";
import { prescreen } from "./eligibility.js";
import { ready } from "./help-common.js";

ready($("#prescreen"), () => prescreen($("#prescreen"), "/help/eligibility"));
