import { describe, expect, test } from 'vitest'
import { isTarget, mapLead } from './mapLead.ts'

const answer = (name: string, ...values: string[]) => ({ name, values })
const mapped = (answers: ReturnType<typeof answer>[], mapping: Record<string, string> = {}) => mapLead(answers, mapping, 'DE')

describe('the answers of a form become a lead', () => {
  test('the platform’s own questions go to its fields, all others to a field of their name', () => {
    expect(
      mapped([
        answer('full_name', 'Ana Torres'),
        answer('email', ' Ana@Example.com '),
        answer('phone_number', '0151 23456789'),
        answer('city', 'Berlin'),
        answer('which_colors', 'red', 'blue'),
      ]),
    ).toEqual({
      email: 'ana@example.com',
      phone: '+4915123456789',
      name: 'Ana Torres',
      customFields: { city: 'Berlin', which_colors: 'red, blue' },
    })
  })

  test('first and last name are the name, unless the form asks for the whole one', () => {
    expect(mapped([answer('last_name', 'Torres'), answer('first_name', 'Ana')]).name).toBe('Ana Torres')
    expect(mapped([answer('first_name', 'Ana')]).name).toBe('Ana')
    expect(mapped([answer('first_name', 'A'), answer('full_name', 'Ana Torres')]).name).toBe('Ana Torres')
  })

  test('the owner’s mapping comes first', () => {
    const mapping = { which_colors: 'field:color', city: 'nowhere', company: 'name', email: 'field:mail' }
    expect(
      mapped([answer('which_colors', 'red'), answer('city', 'Berlin'), answer('company', 'Inc'), answer('email', 'a@b.co')], mapping),
    ).toEqual({
      email: null,
      phone: null,
      name: 'Inc',
      customFields: { color: 'red', mail: 'a@b.co' },
    })
  })

  test.each<[string, ReturnType<typeof answer>[], object]>([
    ['no value', [answer('email'), answer('city', ''), answer('zip', ' ')], { email: null, customFields: {} }],
    [
      'words of the test tool',
      [answer('email', '<test lead: dummy data for email>'), answer('phone_number', '<test lead: dummy data for phone_number>')],
      {
        email: null,
        phone: null,
        customFields: { email: '<test lead: dummy data for email>', phone_number: '<test lead: dummy data for phone_number>' },
      },
    ],
    [
      'a second address',
      [answer('email', 'a@b.co'), answer('work_email', 'c@d.co')],
      { email: 'a@b.co', customFields: { work_email: 'c@d.co' } },
    ],
    [
      'a name of Object.prototype',
      [answer('constructor', 'x'), answer('toString', 'y')],
      { customFields: { constructor: 'x', toString: 'y' } },
    ],
  ])('nothing is lost: %s', (_, answers, expected) => expect(mapped(answers)).toMatchObject(expected))

  test('also a question named __proto__', () =>
    expect(Object.entries(mapped([answer('__proto__', 'x'), answer('__proto__', 'y')]).customFields)).toEqual([['__proto__', 'x, y']]))

  test('two questions may share a field', () => {
    expect(mapped([answer('a', '1'), answer('b', '2')], { a: 'field:x', b: 'field:x' }).customFields).toEqual({ x: '1, 2' })
  })

  test.each([
    ['email', true],
    ['field:size', true],
    ['field:', false],
    ['id', false],
  ])('%s is a target: %s', (given, is) => expect(isTarget(given)).toBe(is))
})
