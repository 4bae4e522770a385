import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { text } from '../platform/params.ts'
import * as ids from '../world/ids.ts'
import { readMeta, writeMeta } from '../world/meta.ts'
import { needWords } from './parts.ts'

// /{PNID}/message_qrdls: links `https://wa.me/message/…` with the words a person begins with, also as a picture (meta-platform.md 5.11).

type Link = { code: string; prefilled_message: string; deep_link_url: string; qr_image_url?: string }

const mostWords = 140
const keyOf = ({ account }: GraphCall): string => `shortLinks/${account.id}`
const allOf = (call: GraphCall): Link[] => readMeta<Link[]>(call.world.store, keyOf(call)) ?? []
const keep = (call: GraphCall, links: Link[]): void => writeMeta(call.world.store, keyOf(call), links)

function needLink(call: GraphCall): Link {
  const code = call.parts[2] ?? text(call.params, 'code')
  const link = allOf(call).find((one) => one.code === code)
  if (!link) throw refuse.unknownObject(code ?? '', call.method)
  return link
}

/** GET, of one or of all. Errors: 100/33. */
export function readLinks(call: GraphCall): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  return { body: { data: call.parts[2] ? [needLink(call)] : allOf(call).toReversed() } }
}

/** POST makes one, or changes the words of one. Errors: 131008, 100, 100/33. */
export function writeLink(call: GraphCall): Outcome {
  const { world, params } = call
  needPermission(call.token, 'whatsapp_business_management')
  const words = needWords(params, 'prefilled_message', 'message_qrdls', mostWords)
  if (call.parts[2] ?? text(params, 'code')) {
    const link = { ...needLink(call), prefilled_message: words }
    keep(
      call,
      allOf(call).map((one) => (one.code === link.code ? link : one)),
    )
    return { body: link, effect: { kind: 'short_link', code: link.code } }
  }
  const format = text(params, 'generate_qr_image')
  if (format !== undefined && !['PNG', 'SVG'].includes(format.toUpperCase()))
    throw refuse.invalid('Param generate_qr_image must be one of {PNG, SVG}')
  const code = ids.shortCode(world.dice)
  const link = {
    code,
    prefilled_message: words,
    deep_link_url: `https://wa.me/message/${code}`,
    ...(format !== undefined && { qr_image_url: `${world.origin}/simulator/pictures/wa.me-${code}.svg` }),
  }
  keep(call, [...allOf(call), link])
  return { body: link, effect: { kind: 'short_link', code } }
}

/** DELETE /{PNID}/message_qrdls/{code} */
export function deleteLink(call: GraphCall): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  const { code } = needLink(call)
  keep(
    call,
    allOf(call).filter((one) => one.code !== code),
  )
  return { body: done, effect: { kind: 'short_link_deleted', code } }
}
