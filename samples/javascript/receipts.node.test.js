// The same tests with the test runner of Node: node --test
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startParhelion } from 'parhelion';
import { recallReceipt, sendReceipt } from './receipts.cjs';

let parhelion;
before(async () => { parhelion = await startParhelion(); });
after(() => parhelion.stop());

test('a receipt can be read until it is recalled', async () => {
  const url = await sendReceipt(parhelion, '1 tea: 3.50');
  assert.equal(await (await fetch(url)).text(), '1 tea: 3.50');

  await recallReceipt(parhelion, url);

  assert.equal((await fetch(url)).status, 404);
});

test('a wrong setting is told', async () => {
  await assert.rejects(startParhelion({ settings: { 'Limits:Upload': 1 }, log: 'ignore' }), /ended with 2/);
});
