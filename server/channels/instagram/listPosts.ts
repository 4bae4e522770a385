import type { Medium } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'

/**
 * Returns the account's newest posts and reels (meta-platform.md 3.5; stories are not among them), and its live stories.
 * Errors: rejects with a ChannelError.
 */
export async function listPosts(http: Http, as: Credentials): Promise<Medium[]> {
  const fields = 'id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,timestamp'
  const path = (edge: string) => `${segment(as.externalId)}/${edge}`
  const [posts, stories] = await Promise.all([
    readGraph(http, as, { method: 'GET', path: path('media'), query: { fields, limit: '50' } }),
    // The shape of stories is not documented (3.5); without them the posts are still worth showing.
    readGraph(http, as, { method: 'GET', path: path('stories'), query: { fields } }).catch(() => ({ data: [] })),
  ])
  return [...listOf(posts.data), ...listOf(stories.data)].flatMap((item) => {
    const one = objectOf(item)
    const id = idOf(one?.id)
    if (!one || !id) return []
    return [
      {
        id,
        caption: textOf(one.caption),
        productType: textOf(one.media_product_type) ?? 'FEED',
        pictureUrl: textOf(one.thumbnail_url) ?? textOf(one.media_url),
        permalink: textOf(one.permalink),
        postedAt: textOf(one.timestamp),
      },
    ]
  })
}
