// The code under test: sends a receipt to a customer, and takes it back.

/** Uploads a receipt, and returns its URL. */
exports.sendReceipt = async function sendReceipt(server, text) {
  const form = new FormData();
  form.append('source', new Blob([text]), 'receipt.txt');
  const { attachment } = await post(server, 'attachments?access=public', { body: form });
  return attachment.mediaUrl;
};

/** Deletes a receipt. */
exports.recallReceipt = async function recallReceipt(server, mediaUrl) {
  await post(server, 'attachments/remove', { body: JSON.stringify({ mediaUrl }), headers: { 'Content-Type': 'application/json' } });
};

async function post(server, path, { body, headers }) {
  const response = await fetch(`${server.url}/v2/apps/${server.appId}/${path}`, {
    method: 'POST', body, headers: { Authorization: `Basic ${btoa(`${server.keyId}:${server.secret}`)}`, ...headers },
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}
