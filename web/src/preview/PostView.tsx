import { Bookmark, Heart, MessageCircle, Send } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Account, Medium } from '../../../server/accounts/accounts.schemas.ts'
import { Avatar } from '../parts/Avatar.tsx'

type Props = { name: string; account: Account | null; media: Medium | null; comments: number; onOpen: () => void }

/** The post as a follower sees it; its comments open on a tap. */
export function PostView({ name, account, media, comments, onOpen }: Props) {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-0 grow animate-fade flex-col overflow-y-auto">
      <div className="flex items-center gap-2 px-3 py-2">
        <Avatar name={name} src={account?.pictureUrl ?? null} className="size-7 text-xs" />
        <span className="truncate text-sm font-bold">{name}</span>
      </div>
      {media?.pictureUrl ? (
        <img src={media.pictureUrl} alt={media.caption ?? t('builder.noCaption')} className="aspect-square w-full object-cover" />
      ) : (
        <div className="relative grid aspect-square w-full place-items-center overflow-hidden bg-tint" aria-hidden>
          <span className="absolute -right-10 -bottom-12 size-48 rounded-full bg-accent/15" />
          <span className="absolute -top-14 -left-8 size-40 rounded-full bg-accent/10" />
          <span className="relative px-8 text-center text-lg leading-snug font-extrabold text-accent-deep">
            {media?.caption ?? t('phone.anyPost')}
          </span>
        </div>
      )}
      <div className="flex items-center gap-4 px-3 pt-2.5 text-ink">
        <Heart className="size-5" aria-hidden />
        <button type="button" onClick={onOpen} aria-label={t('phone.openComments')} className="rounded">
          <MessageCircle className="size-5" aria-hidden />
        </button>
        <Send className="size-5" aria-hidden />
        <Bookmark className="ml-auto size-5" aria-hidden />
      </div>
      <div className="grid gap-1 px-3 py-2 text-sm">
        <p className="line-clamp-3">
          <span className="font-bold">{name}</span> {media?.caption ?? t('phone.caption')}
        </p>
        <button type="button" onClick={onOpen} className="justify-self-start text-soft hover:underline">
          {t('phone.seeComments', { count: comments })}
        </button>
      </div>
    </div>
  )
}
