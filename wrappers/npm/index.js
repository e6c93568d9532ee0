'use strict';
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { createInterface } = require('node:readline');

// The program is in a package of its own for each system, an optional dependency: npm installs the one that fits.
function serverPath() {
  const name = `@parhelion/server-${process.platform}-${process.arch}`;
  try {
    return require.resolve(`${name}/parhelion-server${process.platform === 'win32' ? '.exe' : ''}`);
  } catch {
    throw new Error(`The package ${name} is not installed. Parhelion runs on linux-x64, linux-arm64, win32-x64 and darwin-arm64; install it without --omit=optional.`);
  }
}

async function startParhelion({ settings = {}, log = 'inherit' } = {}) {
  const words = Object.entries(settings).map(([name, value]) => `--Parhelion:${name}=${value}`);
  const server = spawn(serverPath(), ['serve', '--ephemeral', '--json', ...words], { stdio: ['ignore', 'pipe', log] });
  const ended = once(server, 'exit');
  const failed = ended.then(([code]) => Promise.reject(new Error(`The server ended with ${code} before it listened.`)));
  failed.catch(() => {});
  const line = once(createInterface({ input: server.stdout }), 'line');
  line.catch(() => {});
  const [text] = await Promise.race([line, failed]);
  const stop = async () => {
    server.kill();
    await ended;
  };
  return { ...JSON.parse(text), stop, [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: stop };
}

exports.serverPath = serverPath;
exports.startParhelion = startParhelion;
