// Tests of your own code against a real server. They need no package: node --test
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startParhelion } from './parhelion.mjs';

let parhelion;
before(async () => { parhelion = await startParhelion(); });
after(() => parhelion.stop());

// The code under test: uploads a receipt and returns its URL.
async function sendReceipt(server, text) {
  const form = new FormData();
  form.append('source', new Blob([text]), 'receipt.txt');
  const { attachment } = await post(server, 'attachments?access=public', { body: form });
  return attachment.mediaUrl;
}

// The code under test: deletes a receipt.
async function recallReceipt(server, mediaUrl) {
  await post(server, 'attachments/remove', { body: JSON.stringify({ mediaUrl }), headers: { 'Content-Type': 'application/json' } });
}

async function post(server, path, { body, headers }) {
  const response = await fetch(`${server.url}/v2/apps/${server.appId}/${path}`, {
    method: 'POST', body, headers: { Authorization: `Basic ${btoa(`${server.keyId}:${server.secret}`)}`, ...headers },
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}

test('a receipt can be read until it is recalled', async () => {
  const url = await sendReceipt(parhelion, '1 tea: 3.50');
  assert.equal(await (await fetch(url)).text(), '1 tea: 3.50');

  await recallReceipt(parhelion, url);

  assert.equal((await fetch(url)).status, 404);
});
