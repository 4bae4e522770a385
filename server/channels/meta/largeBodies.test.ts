import { describe, expect, test } from 'vitest'
import { readBody } from '../channels.ts'
import { mostEvents } from './envelope.ts'
import { inEnglish } from '../../texts.ts'

const now = new Date('2026-11-29T10:00:00Z')
const mostBytes = 4 * 1024 * 1024
/** A payload of four megabytes: the text before, as many repetitions as fit, the text after. */
function full(before: string, one: (n: number) => string, after: string): string {
  const parts: string[] = []
  for (let n = 0, length = before.length + after.length; length < mostBytes - 100; n++) {
    parts.push(one(n))
    length += parts[n]!.length + 1
  }
  return before + parts.join(',') + after
}
const instagram = (entry: string) => `{"object":"instagram","entry":[${entry}`
const whatsapp = (value: string) =>
  `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},${value}`
const form = (n: number, answer: string) =>
  `{"id":"${n}","from":"9","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent","response_json":${answer}}}}`

/**
 * Measured in CPU time of this process's thread, which other programs do not lengthen. Each of these once took between 2 and 15 s, or
 * guards something that must stay fast.
 */
describe('a body of 4 MB does not keep the program busy for long', () => {
  test.each<[string, string, number]>([
    ['of unknown keys', full(instagram('{"id":"1",'), (n) => `"k${n}":1`, '}]}'), 100],
    ['of entries', full(instagram(''), (n) => `{"id":"${n + 1}"}`, ']}'), 0],
    ['of entries with an unknown key each', full(instagram(''), (n) => `{"id":"1","k":${n}}`, ']}'), mostEvents],
    ['of empty changes', full(instagram('{"id":"1","changes":['), () => '{}', ']}]}'), mostEvents],
    ['of comments', full(instagram('{"id":"1","changes":['), (n) => `{"field":"comments","value":{"id":"${n}"}}`, ']}]}'), mostEvents],
    [
      'of WhatsApp messages with as many contacts',
      full(
        whatsapp(`"contacts":[${Array.from({ length: 30_000 }, (_, n) => `{"wa_id":"${n}"}`).join(',')}],"messages":[`),
        (n) => `{"id":"${n}","from":"9${n}","type":"text"}`,
        ']}}]}]}',
      ),
      mostEvents,
    ],
    ['of WhatsApp reports', full(whatsapp('"statuses":['), (n) => `{"id":"${n}","status":"sent"}`, ']}}]}]}'), mostEvents],
    ['of small numbers beside a long one', full(instagram('{"id":"1","y":12345678901234567890,"x":['), () => '1', ']}]}'), 2],
    ['of long numbers', full(instagram('{"id":"1","x":['), () => '12345678901234567', ']}]}'), 1],
    ['of one number', instagram(`{"id":"1","x":${'1'.repeat(4_000_000)}}]}`), 1],
    ['of brackets', '['.repeat(4_000_000), 0],
    ['of objects in objects', instagram(`{"id":"1","x":${'{"a":'.repeat(600_000)}1${'}'.repeat(600_000)}}]}`), 1],
    [
      'of many things that are nested deeply',
      `${instagram(Array.from({ length: 690 }, (_, n) => `{"id":"1","k${n}":${'['.repeat(3_000)}${']'.repeat(3_000)}}`).join(','))}]}`,
      690,
    ],
    [
      'of one form that is nested deeply',
      whatsapp(`"messages":[${form(1, `${'{"a":'.repeat(600_000)}1${'}'.repeat(600_000)}`)}]}}]}]}`),
      1,
    ],
    ['of one text with a long number in quotes', instagram(`{"id":"1","x":"${' 1234567890123456'.repeat(240_000)}"}]}`), 1],
    [
      'of escaped quotation marks beside a long number',
      instagram(`{"id":"1","y":12345678901234567890,"x":"${'\\"'.repeat(2_000_000)}"}]}`),
      2,
    ],
  ])('%s', (_, text, events) => {
    const body = Buffer.from(text)
    expect(body.length).toBeLessThanOrEqual(mostBytes)
    const before = process.cpuUsage()
    const read = readBody(body, now)
    const { user } = process.cpuUsage(before)
    expect(read.events).toHaveLength(events)
    expect(user / 1_000).toBeLessThan(1_500)
  })
})

test('what was left out is counted, in one note each', () => {
  const entry = (parts: number) => `{"id":"1",${Array.from({ length: parts }, (_, n) => `"k${n}":1`).join(',')}}`
  const many = readBody(Buffer.from(instagram(`${entry(150)},${entry(103)},${entry(3)}]}`)), now)
  expect(many.events).toHaveLength(203)
  expect(many.notes.map(inEnglish)).toEqual(['53 more parts that no page describes were not read.'])
  const changes = Array.from({ length: mostEvents + 7 }, (_, n) => `{"field":"comments","value":{"id":"${n}"}}`).join(',')
  expect(readBody(Buffer.from(instagram(`{"id":"1","changes":[${changes}]}]}`)), now).notes.map(inEnglish)).toEqual([
    `The body holds more than ${mostEvents} events: what follows was not read.`,
  ])
})

test('a body as large as the platform makes them is read whole', () => {
  const changes = Array.from({ length: 1_000 }, (_, n) => `{"field":"comments","value":{"id":"${n}"}}`).join(',')
  expect(readBody(Buffer.from(instagram(`{"id":"1","changes":[${changes}]}]}`)), now)).toMatchObject({
    events: { length: 1_000 },
    notes: [],
  })
})
