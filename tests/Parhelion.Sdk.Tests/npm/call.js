// Calls an official SDK as its users do. Takes one JSON argument: { sdk, basePath, username, password, accessToken, calls: [{ api, method, args }] };
// an argument { $file: path } is opened as a stream, { $buffer: text } becomes a buffer. Prints one result for each call.
const fs = require('fs');

const task = JSON.parse(process.argv[2]);
const sdk = require(task.sdk);
const client = sdk.ApiClient.instance;
client.basePath = task.basePath;
if (task.accessToken) {
  client.authentications.bearerAuth.accessToken = task.accessToken;
} else {
  client.authentications.basicAuth.username = task.username;
  client.authentications.basicAuth.password = task.password;
}

function argument(value) {
  if (value && value.$file) return fs.createReadStream(value.$file);
  if (value && value.$buffer) return Buffer.from(value.$buffer);
  return value;
}

async function call({ api, method, args }) {
  try {
    return { ok: true, data: await new sdk[api]()[method](...args.map(argument)) };
  } catch (error) {
    return { ok: false, status: error.status, body: error.body, message: error.message };
  }
}

(async () => {
  const results = [];
  for (const item of task.calls) results.push(await call(item));
  process.stdout.write(JSON.stringify(results));
})();
