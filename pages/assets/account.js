// One's own password and sessions.
import { get, post, remove } from "./api.js";
import { $, failed, h, loading, me, refill, toast } from "./dom.js";
import { formOf } from "./forms.js";
import { start } from "./shell.js";
import { when } from "./time.js";

function passwordForm() {
  const form = formOf({
    verb: "修改密码",
    fields: [
      { name: "password", label: "现在的密码", required: true },
      { name: "newPassword", label: "新密码", required: true, hint: "至少10个字符，不要含账号名、生日或常见的词。几个不相干的词连起来，好记又难猜。" },
      { name: "again", label: "再输一次新密码", required: true },
    ],
    submit: async ({ password, newPassword, again }) => {
      if (newPassword !== again) throw Object.assign(new Error("bad"), { errors: [{ pointer: "/again", message: "两次输入的新密码不一样。" }] });
      const { body } = await post("/password", { password, newPassword });
      me.csrf = body.csrfToken ?? me.csrf;
      for (const field of Object.values(form.fields)) field.set("");
      toast("密码已修改，其他地方的登录已结束");
      if ($(".sheet > .notice")) location.assign("/");
      else showSessions();
    },
  });
  for (const input of form.querySelectorAll("input")) {
    input.type = "password";
    input.autocomplete = input.name === "password" ? "current-password" : "new-password";
  }
  return form;
}

/** `Chromium · Linux`, of what a browser says of itself. */
function browser(program) {
  const name = [["Edg/", "Edge"], ["QQBrowser", "QQ浏览器"], ["Firefox", "Firefox"], ["Chrome/", "Chrome"], ["Safari", "Safari"]].find(([mark]) => program.includes(mark))?.[1] ?? "其他程序";
  const system = [["Windows", "Windows"], ["Android", "安卓"], ["iPhone", "iPhone"], ["Mac OS", "macOS"], ["Linux", "Linux"]].find(([mark]) => program.includes(mark))?.[1];
  return system ? `${name} · ${system}` : name;
}

async function showSessions() {
  const place = $("#sessions");
  refill(place, loading());
  try {
    const { body } = await get("/sessions");
    refill(place, h("table.table", h("thead", h("tr", ["浏览器", "网络地址", "登录时间", "最近使用", ""].map((name) => h("th", { scope: "col" }, name || h("span.visually-hidden", "操作"))))),
      h("tbody", body.items.map((session) => h("tr", h("td", browser(session.program ?? "")), h("td", session.address), h("td", when(session.signedInAt)), h("td", when(session.lastUsedAt)),
        h("td", session.current ? h("span.pill", "现在这个") : h("button.btn.btn-sm.btn-outline-danger", { type: "button", onclick: () => end(session) }, "结束")))))));
  } catch (problem) {
    if (problem.type?.includes("password")) return refill(place, h("p.hint", "改好密码后可以看到。"));
    refill(place, failed(problem, showSessions));
  }
  return undefined;
}

async function end(session) {
  await remove(`/sessions/${session.id}`);
  toast("已结束那个登录");
  showSessions();
}

start(() => {
  refill($("#password"), passwordForm());
  return showSessions();
});
