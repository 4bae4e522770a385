import type { Deps } from '../deps.ts'
import { findMedia } from '../media/media.queries.ts'
import { pathOf } from '../media/pathOf.ts'
import type { GivenFile } from '../model/capabilities.ts'
import type { NewTemplate } from '../model/template.ts'
import type { Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { sentence } from './sentences.ts'

/** The file that the header of a template shows the reviewer; null where it has none. Errors: ApiError for one that is not there. */
export async function sampleOf(deps: Pick<Deps, 'files'>, trx: Trx, { header }: NewTemplate): Promise<GivenFile | null> {
  if (!header || !('mediaId' in header)) return null
  const media = await findMedia(trx, header.mediaId)
  if (media?.state !== 'stored') {
    const words = sentence('templates.no_sample')
    throw new ApiError('invalid_input', words, [{ path: 'body.header.mediaId', message: words }])
  }
  return { name: media.name ?? media.id, type: media.type!, size: media.size!, read: () => deps.files.read(pathOf(media)) }
}
