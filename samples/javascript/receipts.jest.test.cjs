// The same tests with Jest.
const { startParhelion } = require('parhelion');
const { recallReceipt, sendReceipt } = require('./receipts.cjs');

let parhelion;
beforeAll(async () => { parhelion = await startParhelion(); });
afterAll(() => parhelion.stop());

test('a receipt can be read until it is recalled', async () => {
  const url = await sendReceipt(parhelion, '1 tea: 3.50');
  expect(await (await fetch(url)).text()).toBe('1 tea: 3.50');

  await recallReceipt(parhelion, url);

  expect((await fetch(url)).status).toBe(404);
});
