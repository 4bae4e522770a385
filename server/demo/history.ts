/**
 * What a person does in the demo, at a time after its beginning. `answers`: what they write once they were answered; `continues`: they
 * open the chat that a form leads to.
 */
export type Act = { atMs: number; person: number } & (
  | { kind: 'comment'; post: number; text: string; answers: string[] }
  | { kind: 'message'; text: string; answers: string[] }
  | { kind: 'form'; email: string; town: string; continues: boolean }
  | { kind: 'api_lead'; email: string }
)

const [minute, day] = [60_000, 86_400_000]

export const posts = [
  { kind: 'FEED', caption: 'New ceramics are out of the kiln. Comment PRICE and I will send you the list ✨' },
  { kind: 'REELS', caption: 'How a mug is thrown, from lump to lip. Comment GUIDE for the free beginner’s guide.' },
  { kind: 'FEED', caption: 'Workshop dates for spring are here. Comment DATES if you want a seat.' },
] as const

const given =
  'Ana Ben Chloé Davi Elif Farid Greta Hugo Ines Jonas Kaori Lina Mateo Nadia Omar Paula Quinn Rosa Sam Tomás Uma Viktor Wanda Ximena Yara Zoë'
const family = 'Torres Okafor Martin Souza Demir Haddad Lind Moreau Costa Weber Tanaka Rossi García Novak'.split(' ')
const towns = ['Lisbon', 'Porto', 'Berlin', 'Lyon', 'Turin', 'Graz', 'Ghent', 'Kyoto', 'Austin', 'Leeds']

/** The people of the demo: as many as there are names. */
export const people = given.split(' ').flatMap((first, at) =>
  [0, 5, 9].map((step) => {
    const last = family[(at + step) % family.length]!
    return {
      name: `${first} ${last}`,
      username: `${first}.${last}`
        .normalize('NFD')
        .replace(/[^A-Za-z.]/g, '')
        .toLowerCase(),
    }
  }),
)

const asked = [
  { post: 0, texts: ['price', 'Price please!', 'PRICE 😍', 'what’s the price of the blue one?', 'price? 🙏'] },
  { post: 1, texts: ['guide', 'Guide please', 'GUIDE 🙌', 'I’d love the guide'] },
  { post: 2, texts: ['dates', 'Dates?', 'DATES please 🌱'] },
]
const remarks = [
  'So beautiful 😍',
  'Love this',
  '🔥🔥🔥',
  'Where is your studio?',
  'My sister needs this',
  'How long does glazing take?',
  'Wow',
]
const questions = [
  'Hi! Do you ship to Canada?',
  'Are the mugs dishwasher safe?',
  'Hello 👋',
  'Can I book for two?',
  'When do you open tomorrow?',
]

/**
 * A history of so many days that ends now: more from week to week, more in the evening and at weekends. The same dice make the same one.
 * Out: in the order of time.
 */
export function makeHistory(days: number, dice: () => number): Act[] {
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(dice() * all.length)]!
  const acts: Act[] = []
  for (let at = 0; at < days; at++) {
    const isBusy = at % 7 >= 5
    const count = Math.round(2 + (5 * at) / days + dice() * 4 + (isBusy ? 3 : 0))
    for (let n = 0; n < count; n++) {
      const hour = dice() < 0.6 ? 16 + dice() * 6 : 7 + dice() * 14
      const when = { atMs: at * day + Math.floor(hour * 60) * minute, person: Math.floor(dice() * people.length) }
      const { username } = people[when.person]!
      const email = `${username}@example.com`
      const die = dice()
      if (die < 0.45) {
        const { post, texts } = oneOf(asked)
        const wrong = dice() < 0.12 ? ['me@home'] : []
        acts.push({ ...when, kind: 'comment', post, text: oneOf(texts), answers: dice() < 0.8 ? [...wrong, email] : [] })
      } else if (die < 0.62)
        acts.push({ ...when, kind: 'comment', post: Math.floor(dice() * posts.length), text: oneOf(remarks), answers: [] })
      else if (die < 0.8) acts.push({ ...when, kind: 'message', text: oneOf(questions), answers: [] })
      else if (die < 0.84) acts.push({ ...when, kind: 'message', text: 'STOP', answers: [] })
      else if (die < 0.95) acts.push({ ...when, kind: 'form', email, town: oneOf(towns), continues: dice() < 0.7 })
      else acts.push({ ...when, kind: 'api_lead', email })
    }
  }
  return acts.sort((a, b) => a.atMs - b.atMs)
}
