// Runs a task in Node: { …, file, state, stream } names the file, where tus-js-client remembers uploads, and whether the file is read as a stream of unknown
// length. Prints the result.
import fs from 'node:fs';
import { Readable } from 'node:stream';
import { FileUrlStorage } from 'tus-js-client';
import { upload } from './uploads.js';

const task = JSON.parse(process.argv[2]);
if (task.state) task.options = { ...task.options, urlStorage: new FileUrlStorage(task.state), storeFingerprintForResuming: true };
const result = await upload(task, open(task));
process.stdout.write(JSON.stringify(result));
// Connections that are kept alive would keep the process.
process.exit(0);

function open({ client, file, stream }) {
  if (stream) return Readable.from(fs.createReadStream(file));
  if (client !== 'uppy') return fs.createReadStream(file);
  // Uppy asks a file for its size; in Node, tus-js-client takes no Blob.
  const bytes = fs.readFileSync(file);
  return Object.assign(bytes, { size: bytes.length });
}
