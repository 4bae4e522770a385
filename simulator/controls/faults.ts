import { addFault, clearFaults, faultKinds, isForWebhooks, listFaults, type FaultKind } from '../world/faults.ts'
import { ControlError } from './errors.ts'
import { maybeNumber, maybeSwitch, maybeText, needText, type Control } from './request.ts'

const ofWebhooksOnly: FaultKind[] = ['duplicate', 'reorder']

/**
 * POST /simulator/faults {on, kind, rate?, times?, status?, code?, subcode?, message?, delayMs?, effect?, accountId?}; `on` is a path
 * pattern, `webhooks` or `webhooks/<field>`.
 */
export const switchOn: Control = ({ world, body }) => {
  const on = needText(body, 'on')
  const kind = needText(body, 'kind') as FaultKind
  if (!faultKinds.includes(kind)) throw new ControlError(400, 'bad_value', `"kind" is one of ${faultKinds.join(', ')}`)
  const fields = [...new Set(Object.values(world.products).flatMap(({ webhooks }) => webhooks.fields))]
  const field = on.startsWith('webhooks/') ? on.slice('webhooks/'.length) : null
  if (field !== null && !fields.includes(field))
    throw new ControlError(400, 'bad_value', `"${field}" is no field of webhooks; there are ${fields.join(', ')}`)
  if (!isForWebhooks(on) && ofWebhooksOnly.includes(kind))
    throw new ControlError(400, 'bad_value', `"${kind}" happens to webhooks; use "on": "webhooks"`)
  const fault = addFault(world, {
    on,
    kind,
    rate: maybeNumber(body, 'rate', 0, 1) ?? 1,
    times: maybeNumber(body, 'times', 1, 1e9) ?? null,
    options: {
      status: maybeNumber(body, 'status', 100, 599),
      code: maybeNumber(body, 'code', -1, 99_999_999),
      subcode: maybeNumber(body, 'subcode', 0, 99_999_999),
      delayMs: maybeNumber(body, 'delayMs', 0, 86_400_000),
      message: maybeText(body, 'message'),
      effect: maybeSwitch(body, 'effect'),
      accountId: maybeText(body, 'accountId'),
    },
  })
  return { status: 201, body: fault }
}

export const allFaults: Control = ({ world }) => ({ body: { data: listFaults(world) } })

/** DELETE /simulator/faults: removes all faults. */
export const switchOff: Control = ({ world }) => ({ body: { removed: clearFaults(world) } })
