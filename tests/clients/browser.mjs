// A headless browser uses samples/support-form as a person would: node browser.mjs <scenario>
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { social } from './prompts.mjs';
import { assertUnseen, gateway, run } from './scenario.mjs';

const { url, key, upstream } = gateway();
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function withPage(settings, use) {
  assert.ok(existsSync(browserPath), `no browser at ${browserPath}: install Debian's chromium or set CHROMIUM`);
  const server = spawn(process.execPath, [fileURLToPath(new URL('../../samples/support-form/server.mjs', import.meta.url)), '0'], { env: { ...process.env, SALLYPORT_URL: url, SALLYPORT_KEY: key, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  let browser;
  try {
    const address = await new Promise((resolve, reject) => {
      server.stdout.once('data', (line) => resolve(JSON.parse(line).url));
      server.once('exit', (code) => reject(new Error(`the form ended with ${code}`)));
    });
    browser = await chromium.launch({ executablePath: browserPath, args: flags });
    const page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    const seen = [];
    const errors = [];
    page.on('request', (r) => seen.push(`${r.method()} ${r.url()} ${JSON.stringify(r.headers())} ${r.postData() ?? ''}`));
    page.on('response', async (r) => seen.push(await r.text().catch(() => '')));
    page.on('pageerror', (e) => errors.push(String(e)));
    page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
    await page.goto(address);
    await use(page, { seen, errors, address });
  } finally {
    await browser?.close();
    server.kill();
  }
}

await run('browser', {
  async 'masks'() {
    await withPage({}, async (page, { seen, errors, address }) => {
      assert.equal(await page.getByLabel('Your question').inputValue(), social.text);
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.locator('#redactions').filter({ hasText: /./ }).waitFor();
      assert.equal(await page.locator('#typed').textContent(), social.text);
      const output = await page.locator('#output').textContent();
      assert.ok(output.includes(social.masked), `the answer was: ${output}`);
      assert.ok(!output.includes(social.value));
      assert.match(await page.locator('#redactions').textContent(), /1 × SSN/);
      assert.ok(seen.every((s) => !s.includes(key)), 'the key reached the browser');
      assert.ok(seen.filter((s) => /^(GET|POST) /.test(s)).every((s) => s.split(' ')[1].startsWith(address)), 'the page called another address');
      assert.deepEqual(errors, []);
    });
    await assertUnseen(upstream, social.value, social.masked);
  },
  async 'keyboard'() {
    await withPage({}, async (page) => {
      await page.getByLabel('Your question').focus();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('How do I read my bill?');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.locator('#redactions').filter({ hasText: 'nothing' }).waitFor();
      assert.equal(await page.locator('#typed').textContent(), 'How do I read my bill?');
    });
  },
  async 'refused'() {
    await withPage({ SALLYPORT_KEY: 'sp_dev_not_a_key' }, async (page) => {
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.getByRole('alert').filter({ hasText: 'key_invalid' }).waitFor();
      assert.ok(await page.locator('#result').isHidden());
    });
  },
});
