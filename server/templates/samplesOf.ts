import type { Deps } from '../deps.ts'
import { findMediaAmong } from '../media/media.queries.ts'
import { pathOf } from '../media/pathOf.ts'
import { type NewTemplate, sampleIdsOf, type Samples } from '../model/template.ts'
import type { Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { sentence } from './sentences.ts'

/** The files that the headers of a template show the reviewer, by their ids. Errors: ApiError for one that is not there. */
export async function samplesOf(deps: Pick<Deps, 'files'>, trx: Trx, template: NewTemplate): Promise<Samples> {
  const ids = sampleIdsOf(template)
  if (!ids.length) return new Map()
  const stored = (await findMediaAmong(trx, ids)).filter(({ state }) => state === 'stored')
  const samples = new Map(
    stored.map((media) => [
      media.id,
      { name: media.name ?? media.id, type: media.type!, size: media.size!, read: () => deps.files.read(pathOf(media)) },
    ]),
  )
  const missing = ids.findIndex((id) => !samples.has(id))
  if (missing === -1) return samples
  const words = sentence('templates.no_sample')
  const at = template.cards ? `cards.${missing}.header.mediaId` : 'header.mediaId'
  throw new ApiError('invalid_input', words, [{ path: `body.${at}`, message: words }])
}
