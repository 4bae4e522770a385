import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { queries } from '../queries.ts'

/** The post that a lead came from, with its picture; of an older one than the platform lists, only its id. */
export function Post({ accountId, mediaId }: { accountId: string | null; mediaId: string }) {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const account = accounts.find(({ id }) => id === accountId) ?? null
  // Not for every cause: an account that has to be reconnected lists no posts, and the lead is shown all the same.
  const { data } = useQuery({ ...queries.media(account), retry: false })
  const post = data?.data.find(({ id }) => id === mediaId)
  const name = post?.caption ?? t('leads.post', { id: mediaId })
  return (
    <div className="flex items-center gap-3 rounded-xl border border-line bg-card p-2">
      {post?.pictureUrl && <img src={post.pictureUrl} alt="" className="size-14 shrink-0 rounded-lg object-cover" />}
      <div className="min-w-0">
        {post?.permalink ? (
          <a
            href={post.permalink}
            target="_blank"
            rel="noreferrer"
            className="line-clamp-2 text-sm font-semibold break-words underline-offset-4 hover:underline"
          >
            {name}
          </a>
        ) : (
          <p className="line-clamp-2 text-sm font-semibold break-words">{name}</p>
        )}
      </div>
    </div>
  )
}
