import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { queries } from '../queries.ts'

/** The post under which somebody commented, in a line. Of an older one than the platform lists, nothing. */
export function CommentedPost({ accountId, mediaId }: { accountId: string; mediaId: string }) {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const account = accounts.find(({ id }) => id === accountId) ?? null
  const { data } = useQuery({ ...queries.media(account), retry: false })
  const post = data?.data.find(({ id }) => id === mediaId)
  if (!post) return null
  const name = <span className="line-clamp-1">{post.caption ?? t('inbox.post')}</span>
  return (
    <div className="my-1 flex items-center gap-2 rounded-lg bg-sunk px-2 py-1.5 text-sm">
      {post.pictureUrl && <img src={post.pictureUrl} alt="" className="size-8 shrink-0 rounded object-cover" />}
      {post.permalink ? (
        <a href={post.permalink} target="_blank" rel="noreferrer" className="font-semibold underline-offset-4 hover:underline">
          {name}
        </a>
      ) : (
        <span className="font-semibold">{name}</span>
      )}
    </div>
  )
}
