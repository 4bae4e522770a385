import type { Channel } from '../model/channel.ts'
import { placesWithoutDetail, withDetails } from '../model/defaultTemplate.ts'
import type { Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { findKnownTemplate } from './knownTemplates.queries.ts'
import { sentence } from './sentences.ts'

/**
 * Checks that a template can be sent to leads by itself, with nothing but their details.
 * Errors: ApiError invalid_input: no template of this account, one that is not approved, or one that takes something else.
 */
export async function checkDefaultTemplate(trx: Trx, { templates }: Channel, accountId: string, id: string): Promise<void> {
  const definition = templates ? await findKnownTemplate(trx, accountId, id) : null
  if (!templates || !definition) throw new ApiError('invalid_input', sentence('accounts.no_such_template'))
  const places = placesWithoutDetail(definition)
  if (places.length) throw new ApiError('invalid_input', sentence('accounts.template_places', { places: places.join(', ') }))
  const fit = templates.fit(
    definition,
    withDetails(definition, () => 'x'),
  )
  if ('words' in fit) throw new ApiError('invalid_input', fit.words)
}
