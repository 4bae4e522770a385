import { describe, expect, test } from 'vitest'
import { countOf, filterOf, mayHaveArrived } from './deadFilter.ts'

const reason = (code: string, status: 'failed' | 'parked', messages: number) => ({ status, reason: { code, text: code }, messages })

describe('what a bulk action on unsent messages means', () => {
  const reasons = [reason('said_already', 'failed', 30), reason('no_report', 'parked', 4), reason('quarantined', 'parked', 1)]

  test('counts all, and those that may have arrived', () => expect(countOf(reasons, undefined)).toEqual({ all: 35, doubtful: 4 }))
  test('counts one reason', () => {
    expect(countOf(reasons, 'said_already')).toEqual({ all: 30, doubtful: 0 })
    expect(countOf(reasons, 'no_report')).toEqual({ all: 4, doubtful: 4 })
  })
  test('a message that no worker ever sent has not arrived', () => {
    expect(reasons.map(mayHaveArrived)).toEqual([false, true, false])
  })
  test('an address that nobody wrote filters nothing', () => {
    expect(filterOf(null, 'nonsense', undefined)).toEqual({})
    expect(filterOf('a', 'failed', 'said_already')).toEqual({ accountId: 'a', status: 'failed', code: 'said_already' })
    expect(filterOf(null, 'parked', undefined)).toEqual({ status: 'parked' })
  })
})
