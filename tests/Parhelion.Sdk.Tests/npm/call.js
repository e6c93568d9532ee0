// Calls an official SDK as its users do. Takes one JSON argument: { sdk, basePath, username, password, accessToken, calls: [{ api, method, args }] };
// an argument { $file: path } is opened as a stream, { $buffer: text } becomes a buffer, and { $result: [0, "user", "id"] }, anywhere in an argument,
// is that value of the answer to the first call. A call { get: url } gets a URL and answers its status.
// A call { bearer: token } has the client use that token from then on, and { media: url } gets a URL by the client itself, with the cookies that it
// has kept, and answers the text. Prints one result for each call.
const fs = require('fs');

const task = JSON.parse(process.argv[2]);
const sdk = require(task.sdk);
const client = sdk.ApiClient.instance;
client.basePath = task.basePath;
client.enableCookies = true;
if (task.accessToken) {
  client.authentications.bearerAuth.accessToken = task.accessToken;
} else {
  client.authentications.basicAuth.username = task.username;
  client.authentications.basicAuth.password = task.password;
}

function argument(value, results) {
  if (value === null || typeof value !== 'object') return value;
  if (value.$file) return fs.createReadStream(value.$file);
  if (value.$buffer) return Buffer.from(value.$buffer);
  if (value.$result) return value.$result.slice(1).reduce((part, key) => part[key], results[value.$result[0]].data);
  if (Array.isArray(value)) return value.map((item) => argument(item, results));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, argument(item, results)]));
}

async function call({ api, method, args, get, bearer, media }, results) {
  try {
    if (get) return { ok: true, data: (await fetch(argument(get, results))).status };
    if (bearer) return { ok: true, data: Boolean((client.authentications.bearerAuth.accessToken = argument(bearer, results))) };
    if (media) return { ok: true, data: await download(new URL(argument(media, results))) };
    return { ok: true, data: await new sdk[api]()[method](...args.map((value) => argument(value, results))) };
  } catch (error) {
    return { ok: false, status: error.status, body: error.body, message: error.message };
  }
}

// callApi, whose arguments are by position, without any credentials.
async function download(url) {
  return (await client.callApi(url.pathname, 'GET', {}, {}, {}, {}, null, [], [], [], Object, url.origin)).data;
}

(async () => {
  const results = [];
  for (const item of task.calls) results.push(await call(item, results));
  process.stdout.write(JSON.stringify(results));
})();
