// Calls an official SDK as its users do. Takes one JSON argument: { sdk, basePath, username, password, accessToken, calls: [{ api, method, args }], exchanges };
// an argument { $file: path } is opened as a stream, { $buffer: text } becomes a buffer, and { $result: [0, "user", "id"] }, anywhere in an argument,
// is that value of the answer to the first call. A call { get: url } gets a URL and answers its status.
// A call { basic: { username, password } } or { bearer: token } has the client use that from then on, and { media: url } gets a URL by the client itself, with the cookies that it
// has kept, and answers the text. A call with raw: { verb, path, body, query } is made without a method of the SDK, by its client, if the version has no such method.
// Prints one result for each call. Writes all exchanges to the file { exchanges: path }, as contract.js reads them.
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

const exchanges = [];
client.plugins = [(request) => request.on('response', ({ status, text, headers }) => {
  const { pathname, search } = new URL(request.url);
  exchanges.push({ method: request.method, path: pathname + search, status, type: headers['content-type'], body: text });
})];

function argument(value, results) {
  if (value === null || typeof value !== 'object') return value;
  if (value.$file) return fs.createReadStream(value.$file);
  if (value.$buffer) return Buffer.from(value.$buffer);
  if (value.$result) return value.$result.slice(1).reduce((part, key) => part[key], results[value.$result[0]].data);
  if (Array.isArray(value)) return value.map((item) => argument(item, results));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, argument(item, results)]));
}

async function call({ api, method, args, raw, get, basic, bearer, media }, results) {
  try {
    if (get) return { ok: true, data: (await fetch(argument(get, results))).status };
    if (basic) return { ok: true, data: Boolean(Object.assign(client.authentications.basicAuth, basic)) };
    if (bearer) return { ok: true, data: Boolean((client.authentications.bearerAuth.accessToken = argument(bearer, results))) };
    if (media) return { ok: true, data: await download(new URL(argument(media, results))) };
    if (raw && !sdk[api]?.prototype[method]) return { ok: true, data: await callRaw(argument(raw, results)) };
    return { ok: true, data: await new sdk[api]()[method](...args.map((value) => argument(value, results))) };
  } catch (error) {
    return { ok: false, status: error.status, body: error.body, message: error.message };
  }
}

async function callRaw({ verb, path, body, query }) {
  const auth = client.authentications.bearerAuth.accessToken ? ['bearerAuth'] : ['basicAuth'];
  const url = new URL(`${client.basePath}/${path.map((part) => encodeURIComponent(part)).join('/')}`);
  return (await client.callApi(url.pathname + query, verb, {}, {}, {}, {}, body, auth, body ? ['application/json'] : [], ['application/json'], Object, url.origin)).data;
}

// callApi, whose arguments are by position, without any credentials.
async function download(url) {
  return (await client.callApi(url.pathname, 'GET', {}, {}, {}, {}, null, [], [], [], Object, url.origin)).data;
}

(async () => {
  const results = [];
  for (const item of task.calls) results.push(await call(item, results));
  if (task.exchanges) fs.writeFileSync(task.exchanges, JSON.stringify(exchanges));
  process.stdout.write(JSON.stringify(results));
})();
