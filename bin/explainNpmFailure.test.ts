import { expect, test } from 'vitest'
import { explainNpmFailure } from './explainNpmFailure.mjs'

test.each([
  ['no network', 'npm error code EAI_AGAIN\nnpm error getaddrinfo EAI_AGAIN registry.example', /cannot be reached\. Check the network/],
  ['a full disk', 'npm error code ENOSPC\nnpm error ENOSPC: no space left on device, write', /disk that holds \/shop .* full/],
  ['a folder that may not be written', 'npm error code EACCES\nnpm error path /shop/node_modules', /cannot write to \/shop\/node_modules/],
  [
    'a lock file that does not fit',
    'npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json…',
    /Run "npm install" once/,
  ],
  ['anything else', 'npm error the moon', /Run "npm ci" in this folder/],
])('%s is explained with what to do', (_, said, advice) => {
  const lines = explainNpmFailure(`${said}\nnpm error A complete log of this run can be found in: /x/_logs/1.log`, '/shop').split('\n')
  expect(lines[0]).toBe('The packages could not be installed.')
  expect(lines[1]).toBe(`  ${said.split('\n')[0]}`)
  expect(lines.at(-1)).toMatch(advice)
  expect(lines.join()).not.toContain('_logs')
})
