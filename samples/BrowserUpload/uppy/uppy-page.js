// Uppy with tus: uploads go on after the connection broke, and after the page was loaded again.
import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import Tus from '@uppy/tus';
import '@uppy/core/css/style.min.css';
import '@uppy/dashboard/css/style.min.css';
import { lastingLink } from '../wwwroot/links.js';
import { previewOf } from '../wwwroot/preview.js';

const files = document.getElementById('uploaded-files');

const uppy = new Uppy({ restrictions: { maxNumberOfFiles: 100 } })
  .use(Dashboard, { target: '#uppy', inline: true, width: '100%', height: 420, proudlyDisplayPoweredByUppy: false })
  .use(Tus, { endpoint: '/', retryDelays: [0, 1000, 3000, 5000, 10000] });

// Each file goes to an upload link. Uppy finds an interrupted upload again by the file and its link, so the link outlives the page.
uppy.addPreProcessor(async ids => {
  const { url } = await lastingLink(ids.length);
  for (const id of ids) uppy.setFileState(id, { tus: { endpoint: url } });
});

uppy.on('upload-success', async (file, response) => {
  const { attachment } = await (await fetch(response.uploadURL)).json();
  const link = Object.assign(document.createElement('a'), { href: attachment.mediaUrl, target: '_blank', rel: 'noopener', textContent: file.name });
  const item = Object.assign(document.createElement('li'), { className: 'uploaded' });
  item.append(link, ` (${attachment.mediaType})`, previewOf(attachment, file.name) ?? '');
  files.append(item);
});
