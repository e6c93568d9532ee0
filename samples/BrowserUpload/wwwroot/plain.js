// Uploads with nothing but what the browser has: a form for each file, sent to an upload link.
import { newLink } from './links.js';
import { previewOf } from './preview.js';

const AT_ONCE = 3;
const MOST_FILES = 100;
const zone = document.getElementById('drop-zone');
const input = document.getElementById('file-input');
const list = document.getElementById('upload-list');
const template = document.getElementById('upload-template');
const announcer = document.getElementById('announcer');
const waiting = [];
let running = 0;

input.addEventListener('change', () => {
  add(input.files);
  input.value = '';
});

for (const type of ['dragenter', 'dragover']) zone.addEventListener(type, event => {
  event.preventDefault();
  zone.classList.add('over');
});
for (const type of ['dragleave', 'drop']) zone.addEventListener(type, () => zone.classList.remove('over'));
zone.addEventListener('drop', event => {
  event.preventDefault();
  add(event.dataTransfer.files);
});
document.addEventListener('paste', event => {
  if (event.clipboardData.files.length > 0) add(event.clipboardData.files);
});

function add(files) {
  const all = [...files];
  for (let i = 0; i < all.length; i += MOST_FILES) addBatch(all.slice(i, i + MOST_FILES).map(show));
}

// One link takes all files of a batch.
function addBatch(uploads) {
  let link;
  for (const upload of uploads) upload.link = () => link ??= newLink(uploads.length);
  waiting.push(...uploads);
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length > 0) start(waiting.shift());
}

async function start(upload) {
  running++;
  try {
    set(upload, 'uploading', 'Uploading');
    const { url } = await upload.link();
    if (upload.state !== 'cancelled') finish(upload, await send(upload, url));
  } catch (error) {
    if (upload.state !== 'cancelled') fail(upload, error.message);
  } finally {
    running--;
    next();
  }
}

// fetch cannot report how much was sent.
function send(upload, url) {
  const form = new FormData();
  form.append('source', upload.file, upload.file.name);
  return new Promise((resolve, reject) => {
    const request = upload.request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.upload.onprogress = event => progress(upload, event.loaded / event.total);
    request.onload = () => request.status === 201
      ? resolve(request.response.attachment)
      : reject(new Error(request.response?.errors?.[0]?.title ?? `Refused (${request.status})`));
    request.onerror = () => reject(new Error('The connection broke'));
    request.onabort = () => reject(new Error('Cancelled'));
    request.send(form);
  });
}

function show(file) {
  const item = template.content.firstElementChild.cloneNode(true);
  const find = name => item.querySelector(`.upload-${name}`);
  const upload = { file, item, status: find('status'), bar: find('progress'), cancelButton: find('cancel'), retryButton: find('retry') };
  find('name').textContent = `${file.name}, ${size(file.size)}`;
  upload.bar.setAttribute('aria-label', `Progress of ${file.name}`);
  upload.cancelButton.setAttribute('aria-label', `Cancel ${file.name}`);
  upload.retryButton.setAttribute('aria-label', `Try ${file.name} again`);
  upload.cancelButton.addEventListener('click', () => cancel(upload));
  upload.retryButton.addEventListener('click', () => addBatch([upload]));
  set(upload, 'waiting', 'Waiting');
  list.append(item);
  return upload;
}

function cancel(upload) {
  const place = waiting.indexOf(upload);
  if (place >= 0) waiting.splice(place, 1);
  set(upload, 'cancelled', 'Cancelled');
  upload.request?.abort();
}

function finish(upload, attachment) {
  set(upload, 'done', 'Uploaded');
  const link = upload.item.querySelector('.upload-link');
  link.href = attachment.mediaUrl;
  link.setAttribute('aria-label', `Open ${upload.file.name}`);
  link.hidden = false;
  const preview = previewOf(attachment, upload.file.name);
  if (preview) upload.item.append(preview);
  announce(`${upload.file.name} was uploaded.`);
}

function fail(upload, reason) {
  set(upload, 'failed', reason);
  announce(`${upload.file.name} was not uploaded: ${reason}.`);
}

function set(upload, state, text) {
  upload.state = upload.item.dataset.state = state;
  upload.status.textContent = text;
  upload.cancelButton.hidden = state !== 'waiting' && state !== 'uploading';
  upload.retryButton.hidden = state !== 'failed' && state !== 'cancelled';
  if (state !== 'uploading') upload.bar.value = state === 'done' ? 1 : 0;
}

function progress(upload, share) {
  if (upload.state !== 'uploading') return;
  upload.bar.value = share;
  upload.status.textContent = `${Math.floor(share * 100)} %`;
}

function announce(text) {
  announcer.textContent = text;
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
