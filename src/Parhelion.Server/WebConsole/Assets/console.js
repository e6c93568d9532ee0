// Everything works without this script, except uploads and the live list.
const plain = new Intl.NumberFormat();
const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

function bytes(count) {
  let unit = 0;
  for (; count >= 1000 && unit < units.length - 1; unit++) count /= 1000;
  return new Intl.NumberFormat(undefined, { style: "unit", unit: units[unit], unitDisplay: unit ? "short" : "long", maximumSignificantDigits: 3 }).format(count);
}

// Times and sizes in the zone and the format of the reader.
function localize(root) {
  for (const time of root.querySelectorAll("time:not(.left)")) {
    const when = new Date(time.dateTime);
    const today = when.toDateString() === new Date().toDateString();
    time.textContent = when.toLocaleString(undefined, today ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" });
  }
  for (const data of root.querySelectorAll("data.bytes")) data.textContent = bytes(Number(data.value));
}

// The list of what happens keeps its newest lines.
function follow(list) {
  const events = new EventSource(list.dataset.feed);
  events.onopen = () => { list.dataset.open = "1"; };
  const messages = document.querySelector("[data-part]");
  if (messages) events.addEventListener("conversation", () => refresh(messages));
  events.onmessage = event => {
    const line = document.createRange().createContextualFragment(event.data).firstElementChild;
    if (!list.dataset.live) list.replaceChildren();
    list.dataset.live = "1";
    localize(line);
    list.prepend(line);
    while (list.children.length > 50) list.lastElementChild.remove();
  };
}

// The messages of a conversation are loaded again when it changes, but not while somebody confirms a deletion or plays a film.
async function refresh(messages) {
  if (messages.querySelector("details[open]") || [...messages.querySelectorAll("video, audio")].some(player => !player.paused)) return;
  const response = await fetch(messages.dataset.part);
  if (!response.ok || response.redirected) return location.reload();
  const part = document.createRange().createContextualFragment(await response.text());
  localize(part);
  messages.replaceChildren(part);
}

// The next page of the gallery is loaded when its end comes near. Pages far away give their pictures back: they keep their height and are loaded again.
const loaded = new IntersectionObserver(entries => {
  for (const { target, isIntersecting, boundingClientRect } of entries) {
    if (isIntersecting && target.dataset.parked) restore(target);
    else if (!isIntersecting && !target.dataset.parked && target.children.length > 0) park(target, boundingClientRect.height);
  }
}, { rootMargin: "2000px" });

const parked = new Map();

function park(page, height) {
  page.style.minHeight = `${height}px`;
  parked.set(page, page.innerHTML);
  // Requests for pictures that nobody looks at any more end; those of the pictures in the window come sooner.
  for (const picture of page.querySelectorAll("img")) picture.removeAttribute("src");
  page.replaceChildren();
  page.dataset.parked = "1";
}

function restore(page) {
  page.innerHTML = parked.get(page);
  parked.delete(page);
  delete page.dataset.parked;
}

const more = new IntersectionObserver(async entries => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting || target.dataset.busy) continue;
    target.dataset.busy = "1";
    const url = new URL(target.querySelector("a").href);
    url.searchParams.set("part", "1");
    const response = await fetch(url);
    if (!response.ok) { delete target.dataset.busy; return; }
    const part = document.createRange().createContextualFragment(await response.text());
    localize(part);
    more.unobserve(target);
    target.replaceWith(part);
    watchGallery();
  }
}, { rootMargin: "1200px" });

function watchGallery() {
  for (const page of document.querySelectorAll(".gallery")) loaded.observe(page);
  for (const button of document.querySelectorAll(".more")) more.observe(button);
}

// Uploads: tus 1.0 in pieces, so that an upload can pause and go on.
const piece = 5 * 1024 * 1024;

class Upload {
  constructor(file, list) {
    this.file = file;
    this.list = list;
    this.row = document.createElement("div");
    this.row.className = "card upload";
    this.row.innerHTML = "<span dir=auto></span><small></small><span><button class=button type=button></button></span><progress max=1 value=0></progress>";
    [this.name, this.state] = this.row.children;
    this.texts = list.dataset;
    this.button = this.row.querySelector("button");
    this.button.textContent = this.texts.pause;
    this.bar = this.row.querySelector("progress");
    this.name.textContent = file.name;
    this.bar.setAttribute("aria-label", file.name);
    this.button.onclick = () => this.isPaused ? this.resume() : this.pause();
    list.append(this.row);
  }

  say(text) { this.state.textContent = text; }

  async start() {
    try {
      this.say(this.texts.waits);
      const form = new URLSearchParams({ [this.list.dataset.tokenName]: this.list.dataset.token, access: "public" });
      const link = await fetch(this.list.dataset.link, { method: "POST", body: form });
      if (!link.ok) throw new Error(this.texts.linkRefused);
      const name = btoa(String.fromCharCode(...new TextEncoder().encode(this.file.name)));
      const made = await fetch(await link.text(), { method: "POST", headers: { "Tus-Resumable": "1.0.0", "Upload-Length": this.file.size, "Upload-Metadata": `filename ${name}` } });
      if (made.status !== 201) throw new Error(titleOf(await made.text(), this.texts.refused));
      this.url = made.headers.get("Location");
      this.offset = 0;
      await this.send();
    } catch (error) {
      this.fail(error);
    }
  }

  async send() {
    while (!this.isPaused && this.offset < this.file.size) {
      const response = await this.patch(this.file.slice(this.offset, this.offset + piece));
      if (response === null) return;
      if (response.status !== 204) throw new Error(titleOf(response.text, this.texts.refused));
      this.offset = Number(response.offset);
      this.mediaUrl = response.mediaUrl;
    }
    if (this.offset < this.file.size) return;
    this.bar.value = 1;
    this.say(this.texts.done);
    this.button.remove();
    if (this.list.dataset.into) this.attach();
    else if (--Upload.open === 0) this.list.dataset.then ? location.assign(this.list.dataset.then) : location.reload();
  }

  // The file becomes a part of the message that is being written; a later one takes its place.
  attach() {
    document.getElementById(this.list.dataset.into).value = this.mediaUrl;
    for (const row of [...this.list.children]) if (row !== this.row) row.remove();
  }

  // XMLHttpRequest, because fetch does not tell how much was sent.
  patch(part) {
    return new Promise((resolve, reject) => {
      const request = this.request = new XMLHttpRequest();
      request.open("PATCH", this.url);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      request.setRequestHeader("Upload-Offset", this.offset);
      request.setRequestHeader("Content-Type", "application/offset+octet-stream");
      request.upload.onprogress = event => {
        this.bar.value = (this.offset + event.loaded) / this.file.size;
        this.say(this.texts.progress.replace("{0}", bytes(this.offset + event.loaded)).replace("{1}", bytes(this.file.size)));
      };
      request.onload = () => resolve({ status: request.status, offset: request.getResponseHeader("Upload-Offset"), mediaUrl: request.getResponseHeader("Upload-Media-Url"), text: request.responseText });
      request.onabort = () => resolve(null);
      request.onerror = () => reject(new Error(this.texts.broken));
      request.send(part);
    });
  }

  pause() {
    this.isPaused = true;
    this.request?.abort();
    this.button.textContent = this.texts.resume;
    this.say(this.texts.paused);
  }

  async resume() {
    this.isPaused = false;
    this.button.textContent = this.texts.pause;
    try {
      const head = await fetch(this.url, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
      if (!head.ok) throw new Error(this.texts.gone);
      this.offset = Number(head.headers.get("Upload-Offset"));
      await this.send();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error) {
    this.say(error.message);
    this.row.classList.add("error");
    if (this.url) { this.isPaused = true; this.button.textContent = this.texts.resume; } else { this.button.remove(); }
  }
}
Upload.open = 0;

const titleOf = (text, otherwise) => { try { return JSON.parse(text).errors[0].title; } catch { return otherwise; } };

function watchUploads(list) {
  document.body.dataset.drop = list.dataset.drop;
  const upload = files => { for (const file of files) { Upload.open++; new Upload(file, list).start(); } };
  document.getElementById("upload").onchange = event => { upload(event.target.files); event.target.value = ""; };
  addEventListener("paste", event => upload(event.clipboardData?.files ?? []));
  addEventListener("dragover", event => { event.preventDefault(); document.body.classList.add("drop"); });
  addEventListener("dragleave", event => { if (!event.relatedTarget) document.body.classList.remove("drop"); });
  addEventListener("drop", event => { event.preventDefault(); document.body.classList.remove("drop"); upload(event.dataTransfer.files); });
}

localize(document);
document.querySelectorAll("[data-feed]").forEach(follow);
watchGallery();
const uploads = document.getElementById("uploads");
if (uploads) watchUploads(uploads);
// How long something still works.
document.querySelectorAll("time.left").forEach(time => {
  const tick = () => {
    const seconds = Math.floor((new Date(time.dateTime) - Date.now()) / 1000);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(part => String(part).padStart(2, "0"));
    time.textContent = seconds > 0 ? time.dataset.left.replace("{0}", parts.join(":")) : time.dataset.over;
    if (seconds > 0) setTimeout(tick, 1000);
  };
  tick();
});
// The headers as this browser gets them.
document.querySelectorAll("[data-headers]").forEach(details => {
  details.ontoggle = async () => {
    const list = details.querySelector("dl");
    if (!details.open || list.children.length > 0) return;
    const response = await fetch(details.dataset.headers, { method: "HEAD" });
    for (const [name, value] of [["", `${response.status} ${response.statusText}`], ...response.headers]) {
      list.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: value }));
    }
  };
});
document.querySelectorAll("button.print").forEach(button => { button.hidden = false; button.onclick = () => print(); });
document.querySelectorAll("[data-drop-list]").forEach(field => {
  field.ondrop = async event => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    field.value = (await file.slice(0, field.maxLength).text()).trim();
  };
});
document.querySelectorAll("form.apps").forEach(form => { form.querySelector("button").hidden = true; form.querySelector("select").onchange = () => form.submit(); });

// Copies the text of the field or the program that a button names.
addEventListener("click", async event => {
  const button = event.target.closest?.("button[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    button.textContent = "Copied";
  } catch {
    // Only pages of https and of this machine may write to the clipboard: the reader copies what is selected.
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    button.textContent = "Press Ctrl+C";
  }
});

// A part of a page that tells of something that runs is loaded again until it ends.
function watchRunning() {
  const part = document.querySelector("[data-reload]");
  if (!part) return;
  setTimeout(async () => {
    const response = await fetch(location.href);
    const next = new DOMParser().parseFromString(await response.text(), "text/html").getElementById(part.id);
    if (!next?.dataset.reload) { location.reload(); return; }
    localize(next);
    part.replaceWith(next);
    watchRunning();
  }, Number(part.dataset.reload) * 1000);
}
watchRunning();
