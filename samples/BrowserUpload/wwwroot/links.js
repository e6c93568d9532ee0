// Upload links from the server of this page. It has the key; the page never sees it.
const KEY = 'upload-link';
const SPARE_MS = 60_000;

/** A new link for so many files. */
export async function newLink(files) {
  const response = await fetch(`/upload-links?files=${files}`, { method: 'POST' });
  if (!response.ok) throw new Error(`No upload link (${response.status}).`);
  return response.json();
}

/** The link of this tab while it has room and time, otherwise a new one. */
export async function lastingLink(files) {
  let kept = JSON.parse(sessionStorage.getItem(KEY));
  if (!kept || kept.left < files || Date.parse(kept.expiresAt) - SPARE_MS < Date.now()) {
    const link = await newLink(100);
    kept = { ...link, left: link.maxUploads };
  }
  kept.left -= files;
  sessionStorage.setItem(KEY, JSON.stringify(kept));
  return kept;
}
