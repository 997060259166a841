// The site that is searched: the sample's records and some that try to run scripts, served by the
// program itself; another site that has its search box; a proxy in front of it.

import { spawn, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What would run if any of it became markup; each sets `ran` or opens a dialog. */
export const ATTACK = `"><script>window.ran=1</script><img src=x onerror="window.ran=1"><svg onload=alert(1)>'&amp;`;

export class Site {
  /** Builds the site in a folder of its own and serves it on a free port. */
  static async start(program) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tidings-browser-'));
    fs.cpSync(path.join(ROOT, 'content'), path.join(folder, 'content'), { recursive: true });
    fs.copyFileSync(path.join(ROOT, 'tidings.toml'), path.join(folder, 'tidings.toml'));
    fs.mkdirSync(path.join(folder, 'content/attacks'));
    const record = (name, values) =>
      fs.writeFileSync(
        path.join(folder, `content/attacks/${name}.json`),
        JSON.stringify({ published: '2022-02-02', section: ATTACK, tags: [ATTACK], authors: [ATTACK], ...values }),
      );
    record('title', { title: `玄鸟 ${ATTACK}`, body: `玄鸟的正文 ${ATTACK}`, format: 'text' });
    record('html', { title: '玄鸟与标记', body: `<p>玄鸟的标记 <b onclick="window.ran=1">${ATTACK}</b></p>`, format: 'html' });
    execFileSync(program, ['rebuild', '-q'], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    const child = spawn(program, ['serve', '--bind', '127.0.0.1:0'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    const lines = readline.createInterface({ input: child.stdout });
    const url = await new Promise((found, failed) => {
      lines.once('line', (line) => found(line.trim()));
      child.once('exit', (code) => failed(new Error(`\`${program} serve\` ended with ${code}`)));
    });
    return new Site(folder, child, url);
  }

  constructor(folder, child, url) {
    Object.assign(this, { folder, child, url });
  }

  /** The address of a search. */
  search(parameters = {}) {
    const url = new URL('search', this.url);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }

  async stop() {
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
    fs.rmSync(this.folder, { recursive: true });
  }
}

async function listening(server, use) {
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Serves `html` as the page of another site, under a policy as strict as the box allows. */
export function otherSite(html, policy, use) {
  const server = http.createServer((request, response) => {
    const body = request.url === '/' ? html : '';
    response.writeHead(body ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
    response.end(body);
  });
  return listening(server, use);
}

/** Puts the site below the path `/below/this/` of another address, as a proxy would. */
export function behindProxy(site, use) {
  const prefix = '/below/this/';
  const server = http.createServer((request, response) => {
    if (!request.url.startsWith(prefix)) {
      response.writeHead(404).end();
      return;
    }
    const target = new URL(request.url.slice(prefix.length), site.url);
    const { host: _, ...headers } = request.headers;
    const onward = http.request(target, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  return listening(server, (url) => use(url + prefix.slice(1)));
}
