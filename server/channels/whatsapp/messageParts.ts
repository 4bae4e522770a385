import type { Referral } from '../../model/event.ts'
import { idOf, isTrue, type JsonObject, listOf, objectOf, present, shortTextOf, textOf } from '../meta/fields.ts'

// The parts of a message that are kept beside its text, small (meta-platform.md 5.4).

/** More cards and order lines are in the stored payload alone. */
export const shownContacts = 20
const shownItems = 30
const maxChars = 200

/** `131052` for a file that the platform could not load, `131051` for a kind that it does not pass on. */
export const errorOf = (given: JsonObject): string | null => idOf(objectOf(listOf(given.errors)[0])?.code)

/** Null where nothing is told of a file. */
export function fileDetail(type: string, part: JsonObject | null) {
  const told = present({
    mime: shortTextOf(part?.mime_type, maxChars),
    sha256: shortTextOf(part?.sha256, maxChars),
    voice: type === 'voice' || isTrue(part?.voice) ? true : null,
    animated: isTrue(part?.animated) ? true : null,
  })
  return Object.keys(told).length > 0 ? told : null
}

const degrees = (value: unknown): number | null => {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && Math.abs(number) <= 180 ? number : null
}

/** Null without both degrees. */
export function placeOf(part: JsonObject | null) {
  const [latitude, longitude] = [degrees(part?.latitude), degrees(part?.longitude)]
  if (latitude === null || longitude === null) return null
  return { latitude, longitude, ...present({ name: shortTextOf(part?.name, maxChars), address: shortTextOf(part?.address, maxChars) }) }
}

/** A shared contact. `origin` `contact_request`: the person gave their own number because they were asked for it. */
export function contactCard(item: unknown) {
  const given = objectOf(item)
  const name = objectOf(given?.name)
  const values = (list: unknown, key: string) =>
    listOf(list)
      .slice(0, 5)
      .flatMap((one) => shortTextOf(objectOf(one)?.[key], 100) ?? [])
  return present({
    name: shortTextOf(name?.formatted_name, maxChars),
    phones: values(given?.phones, 'phone'),
    emails: values(given?.emails, 'email'),
    company: shortTextOf(objectOf(given?.org)?.company, maxChars),
    origin: shortTextOf(given?.origin, 40),
  })
}

export const orderOf = (part: JsonObject | null) =>
  present({
    catalogId: idOf(part?.catalog_id),
    items: listOf(part?.product_items)
      .slice(0, shownItems)
      .map((item) => {
        const line = objectOf(item)
        return present({
          id: shortTextOf(line?.product_retailer_id, 100),
          quantity: shortTextOf(line?.quantity, 20),
          price: shortTextOf(line?.item_price, 20),
          currency: shortTextOf(line?.currency, 8),
        })
      }),
  })

/** What the advertisement or post said that the person came from. */
export function adOf(value: unknown) {
  const given = objectOf(value)
  if (!given) return null
  return present({
    title: shortTextOf(given.headline, maxChars),
    text: shortTextOf(given.body, maxChars),
    url: shortTextOf(given.source_url, 500),
    media: shortTextOf(given.media_type, 20),
  })
}

/** A product that the person writes about, from its page in the catalog. */
export function productOf(value: unknown): Referral | null {
  const productId = textOf(objectOf(value)?.product_retailer_id)
  return productId === null ? null : { source: 'catalog', productId }
}
