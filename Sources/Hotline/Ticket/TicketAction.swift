/// What a person or a program can do to a ticket (操作).
package enum TicketAction: String, CaseIterable, Sendable {
    /// 派单
    case dispatch
    /// 同意退单
    case upholdReturn
    /// 驳回退单
    case rejectReturn
    /// 同意延期
    case approveExtension
    /// 不同意延期
    case denyExtension
    /// 回访
    case callBack
    /// 改派
    case redirect
    /// 并单
    case merge
    /// 拆单
    case unmerge
    /// 撤销
    case withdraw
    /// 改分类
    case reclassify
    /// 标记紧急
    case markUrgent
    /// 增加协办
    case addCoHandler
    /// 重新打开
    case reopen
    /// 办结
    case close
    /// 签收
    case sign
    /// 认领
    case take
    /// 退单
    case sendBack
    /// 答复
    case answer
    /// 挂起
    case suspend
    /// 申请延期
    case requestExtension
    /// 受理救助申请
    case startApplication
    /// 完成一个法定环节
    case completeStage
    /// 协办回报
    case report
    /// 联系来电人
    case contact
    /// 恢复办理
    case resume
    /// 督办
    case supervise
    /// 销号
    case release
    /// 剔除考核
    case exclude
    /// 最终答复
    case closeFinal
    /// 备注
    case note
    /// 附件
    case attach
    /// 催办
    case urge
    /// 告知: what the caller was told of, by guidance card
    case tell
}

extension TicketAction {
    /// Whether whoever does this must have seen the ticket as it is now.
    package var needsCurrentView: Bool {
        switch self {
        case .note, .attach, .urge, .tell: false
        default: true
        }
    }

    /// Who may do this, by the role alone.
    package var authority: Authority {
        switch self {
        case .dispatch, .upholdReturn, .rejectReturn, .approveExtension, .denyExtension,
            .callBack, .redirect, .merge, .unmerge, .withdraw, .reclassify, .markUrgent,
            .addCoHandler, .reopen, .close:
            .desk
        case .sign, .take, .sendBack, .answer, .suspend, .requestExtension, .startApplication,
            .completeStage:
            .unit
        case .report: .coHandler
        case .contact, .resume: .unitOrDesk
        case .supervise, .release, .exclude, .closeFinal: .manager
        case .note, .attach, .urge, .tell: .viewer
        }
    }

    /// Whose business an action is.
    package enum Authority: Sendable {
        /// The hotline desk in whose care the ticket is.
        case desk
        /// The unit that the ticket was sent to.
        case unit
        case unitOrDesk
        /// A unit that was asked to help.
        case coHandler
        case manager
        /// Whoever may see the ticket.
        case viewer
    }
}

extension TicketState {
    /// What can be done in this state.
    ///
    /// This is the whole workflow: what is not listed cannot happen.
    package var allowed: Set<TicketAction> { Self.workflow[self] ?? [] }

    private static let workflow = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, $0.listed) }
    )

    private var listed: Set<TicketAction> {
        let anywhereOpen: Set<TicketAction> = [
            .redirect, .merge, .withdraw, .close, .reclassify, .markUrgent, .addCoHandler,
            .contact, .supervise, .release, .exclude, .closeFinal, .note, .attach, .urge, .tell,
            .report,
        ]
        return switch self {
        case .desk: anywhereOpen.union([.dispatch])
        case .dispatched: anywhereOpen.union([.sign, .take, .sendBack])
        case .returning: anywhereOpen.union([.upholdReturn, .rejectReturn])
        case .handling:
            anywhereOpen.union([
                .take, .sendBack, .answer, .suspend, .requestExtension, .approveExtension,
                .denyExtension, .startApplication, .completeStage,
            ])
        case .suspended: anywhereOpen.union([.take, .resume])
        case .answered: anywhereOpen.union([.callBack])
        case .closed: [.reopen, .unmerge, .exclude]
        }
    }
}
