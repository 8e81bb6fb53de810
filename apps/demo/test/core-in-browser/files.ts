/** Stands in for `node:fs` in a page: what the server has. Waits for it, as the real one does. */
export function existsSync(url: URL): boolean {
  return ask('HEAD', url).status === 200;
}

export function readFileSync(url: URL): string {
  return ask('GET', url).responseText;
}

function ask(method: string, url: URL): XMLHttpRequest {
  const request = new XMLHttpRequest();
  request.open(method, url, false);
  request.send();
  return request;
}
