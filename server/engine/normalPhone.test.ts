import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import { normalPhone, otherSpellings } from './normalPhone.ts'

test.each([
  ['a Mexican mobile as platforms name it', '5215512345678', '+525512345678', false],
  ['a Mexican mobile as it was dialed within the country', '+520445512345678', '+525512345678', false],
  ['a Brazilian mobile without its 9', '551187654321', '+5511987654321', false],
  ['a Brazilian mobile without its 9, further north', '558598765432', '+5585998765432', false],
  ['an Ivorian mobile of Moov', '+22540123456', '+2250140123456', false],
  ['an Ivorian mobile of MTN', '+22505123456', '+2250505123456', false],
  ['an Ivorian mobile of Orange', '+22507123456', '+2250707123456', false],
  ['a mobile in Benin', '+22997123456', '+2290197123456', false],
  ['a fixed line in Bogotá', '+5712345678', '+576012345678', false],
  ['a Vietnamese mobile of Viettel', '+841691234567', '+84391234567', false],
  ['a Vietnamese mobile of Mobifone', '+841211234567', '+84791234567', false],
  ['an Argentine mobile with 15 for 9', '+541115 23456789'.replace(' ', ''), '+5491123456789', true],
])('%s is written as today', (_, old, now, known) => {
  expect(normalPhone(old)).toBe(now)
  // The full metadata knows the new spelling alone: were the old one valid too, it would be somebody else's number.
  expect(parsePhoneNumberFromString(now)!.isValid()).toBe(true)
  if (!known) expect(parsePhoneNumberFromString(old.startsWith('+') ? old : `+${old}`)?.isValid()).toBe(false)
  expect(normalPhone(now)).toBe(now)
})

test.each([
  ['an Argentine mobile with its 9', '5491123456789', '+5491123456789'],
  ['a Brazilian fixed line', '551134567890', '+551134567890'],
  ['a Mexican number', '+525512345678', '+525512345678'],
  ['an American number', '12025550143', '+12025550143'],
  ['what is no number', '15550000001', '+15550000001'],
  ['a number that would be none today', '+5215', '+5215'],
  ['nothing', '', '+'],
])('%s stays as it is', (_, given, kept) => {
  expect(normalPhone(given)).toBe(kept)
})

test.each([
  ['an Argentine mobile with its 9', '5491123456789', ['541123456789']],
  ['the same without', '541123456789', ['5491123456789']],
  ['the same with 15', '54111523456789', ['5491123456789', '541123456789']],
  ['a Brazilian mobile without its 9', '551187654321', ['5511987654321']],
  ['a Mexican mobile with its 1', '5215512345678', ['525512345678']],
  ['an American number', '12025550143', []],
])('%s is also written %s', (_, given, others) => expect(otherSpellings(given)).toEqual(others))
