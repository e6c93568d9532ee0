#!/usr/bin/env node
'use strict';
const { spawn } = require('node:child_process');
const { constants } = require('node:os');
const { serverPath } = require('..');

const server = spawn(serverPath(), process.argv.slice(2), { stdio: 'inherit' });
// A terminal sends them to the server as well; a second one changes nothing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('error', error => {
  console.error(error.message);
  process.exitCode = 2;
});
server.on('exit', (code, signal) => { process.exitCode = code ?? 128 + constants.signals[signal]; });
