import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis, Eye, EyeOff, Heart, HeartOff, Trash2, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownCommentState } from '../../../server/comments/comments.schemas.ts'
import type { CommentAct } from '../../../server/model/commentAct.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Menu, MenuItem } from '../parts/Menu.tsx'
import { showProblem } from '../problem.ts'

const icons: Record<CommentAct, LucideIcon> = { hide: EyeOff, unhide: Eye, like: Heart, unlike: HeartOff, delete: Trash2 }

/** What can be done with a comment beside answering it: hide, like, delete. In: `eventId`: of the comment. */
export function CommentActs({ eventId, comment }: { eventId: string; comment: ShownCommentState }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asksToDelete, setAsksToDelete] = useState(false)
  const act = async (what: CommentAct) => {
    try {
      if (what === 'delete') await api.deleteComment(eventId)
      else if (what === 'hide' || what === 'unhide') await api.changeComment(eventId, { isHidden: what === 'hide' })
      else await api.changeComment(eventId, { isLiked: what === 'like' })
      await client.invalidateQueries({ queryKey: ['conversations'] })
    } catch (trouble) {
      showProblem(t, trouble, () => void act(what))
    }
  }
  if (comment.can.length === 0) return null
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button look="quiet" size="icon" className="size-8" aria-label={t('inbox.comment.more')}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {comment.can.map((what) => (
          <MenuItem
            key={what}
            icon={icons[what]}
            danger={what === 'delete'}
            onSelect={() => (what === 'delete' ? setAsksToDelete(true) : void act(what))}
          >
            {t(`inbox.comment.act.${what}`)}
          </MenuItem>
        ))}
      </Menu>
      <Confirm
        open={asksToDelete}
        onClose={() => setAsksToDelete(false)}
        title={t('inbox.comment.deleteTitle')}
        text={t('inbox.comment.deleteText')}
        confirm={t('inbox.comment.act.delete')}
        cancel={t('cancel')}
        onConfirm={() => void act('delete')}
      />
    </>
  )
}
