// Puts a file to a ticket: photos are made small enough here, and a file is what it says it is.
import { post, postFile } from "./api.js";
import { h, toast } from "./dom.js";

/** What goes with the action itself, in bytes; photos are made as small as that. */
const SIZE_MAX = 700 << 10;
/** The largest that the server takes. */
const FILE_MAX = 32 << 20;
const NAME_LENGTH_MAX = 200;
const EDGES = [2000, 1600, 1200, 900];
const TYPES = {
  "image/jpeg": [0xff, 0xd8, 0xff],
  "image/png": [0x89, 0x50, 0x4e, 0x47],
  "application/pdf": [0x25, 0x50, 0x44, 0x46],
};

/** What a file is by its first bytes, whatever its name says. */
async function typeOf(file) {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  return Object.keys(TYPES).find((type) => TYPES[type].every((byte, index) => head[index] === byte));
}

/** The picture as a photo that is small enough; nothing where it cannot be made so. */
async function smaller(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) throw new Error(`“${file.name}”不是能打开的图片。`);
  for (const edge of EDGES) {
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    if (blob.size <= SIZE_MAX) return blob;
  }
  return null;
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

async function prepared(file) {
  if (file.size === 0) throw new Error(`“${file.name}”是空文件。`);
  const type = await typeOf(file);
  if (!type) throw new Error(`“${file.name}”不是 JPG、PNG 照片或 PDF 文件（看的是文件内容，不是名字）。`);
  const isPhoto = type !== "application/pdf";
  const small = isPhoto && file.size > SIZE_MAX ? await smaller(file) : null;
  if (small) return { name: file.name.replace(/\.\w+$/, "") + ".jpg", type: "image/jpeg", blob: small };
  if (file.size > FILE_MAX) throw new Error(`“${file.name}”超过${FILE_MAX >> 20}MB，请压缩或分开上传。`);
  return { name: file.name, type, blob: new Blob([file], { type }) };
}

/** What is small goes with the action, what is large as it is. */
async function sendFile(ticket, name, type, blob) {
  if (blob.size <= SIZE_MAX) {
    return post(`/tickets/${ticket.number}/actions`, { action: "attach", name, type, content: await base64(blob) });
  }
  try {
    return await postFile(`/tickets/${ticket.number}/attachments`, blob, name);
  } catch (problem) {
    if (![404, 405, 413].includes(problem.status)) throw problem;
    throw new Error(`“${name}”太大，服务器收不下，请压缩或分开上传。`);
  }
}

/** Lets one choose files, and sends them. */
export function attachTo(ticket, done) {
  const input = h("input.visually-hidden", { type: "file", accept: "image/*,.pdf", multiple: true, tabindex: "-1", "aria-hidden": "true" });
  document.body.append(input);
  input.addEventListener("cancel", () => input.remove());
  input.addEventListener("change", async () => {
    input.remove();
    for (const file of input.files) {
      try {
        const { name, type, blob } = await prepared(file);
        const { body, etag } = await sendFile(ticket, name.slice(-NAME_LENGTH_MAX), type, blob);
        toast(`已上传“${file.name}”`);
        done(Object.assign(body, { etag }));
      } catch (problem) {
        toast(problem.detail ?? problem.message, "bad");
      }
    }
  });
  input.click();
  return input;
}
