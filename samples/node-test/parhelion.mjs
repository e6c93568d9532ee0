// A Parhelion server for the tests: started once, gone with them.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

// dotnet tool install --global Parhelion.Server
const command = (process.env.PARHELION_SERVER ?? 'parhelion-server').split(' ');

export async function startParhelion() {
  const server = spawn(command[0], [...command.slice(1), 'serve', '--ephemeral', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const failed = new Promise((_, reject) => server.once('error', reject).once('exit', code => reject(new Error(`The server ended with ${code}.`))));
  failed.catch(() => {});
  const lines = createInterface({ input: server.stdout });
  const first = new Promise(resolve => lines.once('line', resolve));
  const parhelion = JSON.parse(await Promise.race([first, failed]));
  return { ...parhelion, stop: () => server.kill() };
}
