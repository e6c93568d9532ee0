// Uploads a file by tus-js-client or Uppy as their users do, in Node and in a browser. A task is { client, endpoint, name, abortAt, options }; abortAt ends
// the upload with abort(true) when so many bytes were sent. Resolves with what the client told its caller, and with the responses that it saw.
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';
import * as tus from 'tus-js-client';

export function upload(task, source) {
  return task.client === 'uppy' ? uploadByUppy(task, source) : uploadByTus(task, source);
}

function uploadByTus({ endpoint, name, abortAt, options }, source) {
  const responses = [];
  return new Promise((resolve) => {
    const end = (result) => resolve({ responses, url: transfer.url, ...result });
    const transfer = new tus.Upload(source, {
      endpoint,
      metadata: { filename: name },
      ...options,
      onAfterResponse: (request, response) => void responses.push(`${request.getMethod()} ${response.getStatus()}`),
      onProgress: (sent) => {
        if (abortAt && sent >= abortAt) transfer.abort(true).then(() => end({ ok: false, ended: true }), (error) => end(failure(error)));
      },
      onSuccess: ({ lastResponse }) => end({ ok: true, mediaUrl: lastResponse.getHeader('Upload-Media-Url'), mediaType: lastResponse.getHeader('Upload-Media-Type') }),
      onError: (error) => end(failure(error)),
    });
    transfer.findPreviousUploads().then((previous) => {
      if (previous.length > 0) transfer.resumeFromPreviousUpload(previous[0]);
      transfer.start();
    });
  });
}

async function uploadByUppy({ endpoint, name, abortAt, options }, source) {
  const responses = [];
  let last, tellEnd;
  const uppy = new Uppy().use(Tus, {
    endpoint,
    ...options,
    onAfterResponse: (request, response) => {
      // Later the browser has forgotten it.
      last = { status: response.getStatus(), body: response.getBody(), mediaUrl: response.getHeader('Upload-Media-Url'), mediaType: response.getHeader('Upload-Media-Type') };
      responses.push(`${request.getMethod()} ${response.getStatus()}`);
      // Uppy tells nobody else when the server has ended the upload.
      if (request.getMethod() === 'DELETE') tellEnd({ ok: false, ended: true, url: request.getURL(), responses });
    },
  });
  uppy.addFile({ name, type: 'text/plain', data: source });
  const ended = new Promise((resolve) => {
    tellEnd = resolve;
    uppy.on('upload-progress', (file, { bytesUploaded }) => {
      if (abortAt && bytesUploaded >= abortAt) uppy.cancelAll();
    });
  });
  return Promise.race([ended, uppy.upload().then(({ successful: [file], failed: [fault] }) => (abortAt ? ended : file
    ? { ok: true, responses, url: file.uploadURL, mediaUrl: last.mediaUrl, mediaType: last.mediaType }
    : { ok: false, responses, message: fault.error, status: last?.status, body: last?.body }))]);
}

function failure(error) {
  const response = error.originalResponse;
  return { ok: false, message: error.message, status: response?.getStatus(), body: response?.getBody() };
}
