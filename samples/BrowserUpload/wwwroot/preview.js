// A small picture of an uploaded file. Parhelion makes it; the first request may take a moment.
const PICTURED = /^(image|video)\/|^application\/pdf$/;

/** An image element with the preview of an attachment; null if its type has none. */
export function previewOf({ mediaUrl, mediaType }, name) {
  if (!PICTURED.test(mediaType)) return null;
  const picture = Object.assign(document.createElement('img'), { className: 'preview', alt: `Preview of ${name}`, loading: 'lazy', decoding: 'async' });
  // Another server has no previews: an image is then shown itself, and anything else goes without.
  picture.addEventListener('error', () => {
    picture.addEventListener('error', () => picture.remove(), { once: true });
    if (mediaType.startsWith('image/')) picture.src = mediaUrl;
    else picture.remove();
  }, { once: true });
  picture.src = `${mediaUrl}?rendition=preview`;
  return picture;
}
