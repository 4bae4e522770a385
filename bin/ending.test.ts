import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const command = `import { watchForEnding } from ${JSON.stringify(`${import.meta.dirname}/ending.mjs`)}; console.log(watchForEnding().aborted)`

/** Prints whether the command is to end at once, when it begins only after its parent is gone. */
const beginOrphaned = (settings: Record<string, string>) =>
  text(
    spawn('sh', ['-c', `(while kill -0 $$ 2>/dev/null; do :; done; exec "$NODE" --input-type=module -e "$COMMAND") &`], {
      env: { PATH: process.env['PATH'], NODE: process.execPath, COMMAND: command, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    }).stdout,
  )

test('a command whose package manager has ended before it began ends at once', async () => {
  expect(await beginOrphaned({ npm_lifecycle_event: 'start' })).toBe('true\n')
})

test('a command that is started in the background by hand runs on', async () => {
  expect(await beginOrphaned({})).toBe('false\n')
})
