// The same tests with Vitest, in TypeScript.
import { startParhelion, type ParhelionServer } from 'parhelion';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recallReceipt, sendReceipt } from './receipts.cjs';

let parhelion: ParhelionServer;
beforeAll(async () => { parhelion = await startParhelion({ settings: { 'Limits:UploadBytes': 1000 } }); });
afterAll(() => parhelion.stop());

test('a receipt can be read until it is recalled', async () => {
  const url = await sendReceipt(parhelion, '1 tea: 3.50');
  expect(await (await fetch(url)).text()).toBe('1 tea: 3.50');

  await recallReceipt(parhelion, url);

  expect((await fetch(url)).status).toBe(404);
});

test('a receipt that is too long is refused', async () => {
  await expect(sendReceipt(parhelion, 'tea '.repeat(1000))).rejects.toThrow('413');
});
