// Runs a task in a page. The file comes from the server of the page, always with the same time, so that it is known again after the page was loaded anew.
import { upload } from './uploads.js';

window.run = async (task) => {
  const blob = await (await fetch('/file')).blob();
  const file = new File([blob], task.name, { type: 'text/plain', lastModified: 1_700_000_000_000 });
  return JSON.stringify(await upload(task, task.stream ? file.stream().getReader() : file));
};

/** What a page reads of a response: { status, headers, text }. */
window.read = async (url, method, headers) => {
  const response = await fetch(url, { method, headers });
  return JSON.stringify({ status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() });
};
