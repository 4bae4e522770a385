import { EyeOff, Heart, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShownCommentState } from '../../../server/comments/comments.schemas.ts'
import { Chip } from '../parts/Chip.tsx'

/** Whether a comment is hidden, liked or deleted, and what is still being done or failed. */
export function CommentState({ comment: { isHidden, isLiked, isDeleted, last } }: { comment: ShownCommentState }) {
  const { t } = useTranslation()
  const isPlain = !isHidden && !isLiked && !isDeleted && (!last || last.state === 'done')
  if (isPlain) return null
  return (
    <p className="flex flex-wrap items-center gap-1">
      {isDeleted && (
        <Chip tone="bad" icon={Trash2}>
          {t('inbox.comment.deleted')}
        </Chip>
      )}
      {isHidden && !isDeleted && (
        <Chip tone="warn" icon={EyeOff}>
          {t('inbox.comment.hidden')}
        </Chip>
      )}
      {isLiked && !isDeleted && (
        <Chip tone="accent" icon={Heart}>
          {t('inbox.comment.liked')}
        </Chip>
      )}
      {last?.state === 'waiting' && <Chip>{t(`inbox.comment.waits.${last.act}`)}</Chip>}
      {last?.state === 'failed' && (
        <span className="text-sm break-words text-bad">
          {t(`inbox.comment.failed.${last.act}`)} {last.error?.text}
        </span>
      )}
    </p>
  )
}
