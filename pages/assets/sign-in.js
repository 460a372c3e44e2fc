// The door.
import { signIn } from "./api.js";
import { $ } from "./dom.js";

const form = $("#sign-in");
const notice = $("#sign-in-notice");
const query = new URLSearchParams(location.search);

/** Where to go then: only a path of this very server. */
function next() {
  const path = query.get("next") || "/";
  return /^\/(?![/\\])/.test(path) && !path.startsWith("/sign-in") ? path : "/";
}

function say(words, isGood) {
  notice.hidden = false;
  notice.textContent = words;
  notice.classList.toggle("notice-good", Boolean(isGood));
}

if (query.has("left")) say("已退出登录。", true);
else if (query.has("next")) say("请先登录，登录后会回到刚才的页面。", true);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { account, password } = form.elements;
  if (!account.value.trim() || !password.value) {
    say("请填写账号和密码。");
    return (account.value.trim() ? password : account).focus();
  }
  const button = $("button", form);
  button.disabled = true;
  try {
    await signIn(account.value.trim(), password.value);
    sessionStorage.clear();
    location.replace(next());
  } catch (problem) {
    say(problem.detail || problem.message);
    password.select();
    button.disabled = false;
  }
  return undefined;
});
