// @ts-nocheck: browser code that is served unchanged, without a build; tested in a browser.
// The phone's only access to the simulated platform: the simulator's own addresses.

async function call(method, path, body) {
  const said = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(`/simulator${path}`, { method, ...said })
  const json = await answer.json()
  if (!answer.ok) throw new Error(json.error?.message ?? `the simulator answered ${answer.status}`)
  return json
}

export const get = (path) => call('GET', path)
export const post = (path, body = {}) => call('POST', path, body)
export const patch = (path, body) => call('PATCH', path, body)
export const remove = (path) => call('DELETE', path)

/** Calls back on each change of the simulated platform, several at once as one; reconnects automatically. */
export function follow(onChange) {
  const stream = new EventSource('/simulator/stream')
  let waiting = null
  const kinds = new Set()
  stream.addEventListener('message', (event) => {
    kinds.add(JSON.parse(event.data).kind)
    waiting ??= setTimeout(() => {
      waiting = null
      onChange(new Set(kinds))
      kinds.clear()
    }, 60)
  })
}
