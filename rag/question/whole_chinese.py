"""The Chinese words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "的 了 是 在 有 和 与 吗 呢 吧 请 请问 一下 给我 帮我 告诉我 我 你 能 可以 什么 哪些 "
        "哪个 哪 怎么 如何 用 里 中 上 个 些 都 到底 主要 一个 用一句话 它 被 所 共 一共 总共 说 "
        "为 哪家 哪份 这些 能不能 给出 一份 一篇 那么 列出 属于 方面 麻烦 需要 "
        "我们 怎样 主要的 想要 帮忙 怎样的"
    ),
    Cue.ASKER: "我 我们",
    Cue.WISH: "想 要 知道 想知道 了解",
    Cue.DOCUMENT: (
        "文章 文件 文档 报告 论文 文 本文 全文 这篇 这份 该文 简报 法律 法 法规 整篇 篇 份 "
        "网页 页面 文本 资料 材料 文中"
    ),
    Cue.GENRE: "手册 信 书 会议 会议纪要 合同 采访 演讲",
    Cue.NAMED_BEFORE: "他 她 他们 那",
    Cue.POINTING: "这 这个 此 它 该 本",
    Cue.WHO: "谁 哪位 何人",
    Cue.WHEN: "什么时候 何时 哪年 哪一年 哪天 哪一天 几时 几月",
    Cue.WHERE: "哪里 哪儿 何处 在哪",
    Cue.WHY: "为什么 为何",
    Cue.HOW: "多",
    Cue.LONG: "多长 长",
    Cue.MANY: "多少 几 几个 几条 几节 几章 数量 分几个 分成几个 分为几个",
    Cue.MOST: "最多 最 最常 经常 次数",
    Cue.FROM: "来自 从 出自",
    Cue.BY: "由",
    Cue.SAY: "说 讲 写 讲述 写了 说了 讲了 包含 内容 包括 提到 有什么",
    Cue.IN: "里 中 部分",
    Cue.UNDER: "下",
    Cue.PUBLISH: "发表 发布 出版 刊登 发行 刊 更新 刊载",
    Cue.HELD: "更新 修改 修订 举行 召开",
    Cue.FORCE: "生效 施行 实施",
    Cue.SIGN: "签署 签订",
    Cue.WRITE: "写 写的 撰写 编写 编辑 起草 写作 撰",
    Cue.ABOUT: (
        "关于 讲 讲的 讲什么 主题 内容 大意 说的 谈 谈的 介绍 谈论 谈论的 探讨 涉及 讨论 论述 "
        "阐述 涵盖 目的 话题 围绕 中心思想 说什么 在说"
    ),
    Cue.TREAT: "讨论 讨论的 探讨 探讨的 涵盖 涉及 谈论 谈论的 谈到 解决",
    Cue.MATTER: "问题 什么问题",
    Cue.STRUCTURE: "结构 分为 分成 组成",
    Cue.HEADINGS: "小标题 目录 各章标题 哪些章节 哪些部分 哪几个部分 哪些主题 哪些话题 哪些议题",
    Cue.SUMMARY: "总结 概括 概述 摘要 概要 归纳 综述 简介 提炼",
    Cue.SHORT: "简短 简要 简单 一句话 两句话 三句话 四句话 五句话 十句话 几句话 简短的 简洁 简明",
    Cue.MAIN: "主要 重要 最重要 核心 关键 最重要的 主要的",
    Cue.POINT: "观点 论点 内容 信息 结论 点 几点 论据 思想 看法 主张 事实",
    Cue.ARGUE: "论点 主张 观点",
    Cue.FINDING: "要点 重点 发现 几点",
    Cue.CONCLUSION: "结论 结语",
    Cue.INTRODUCTION: "引言 前言 导言",
    Cue.TITLE: "标题 题目 名称 叫 叫什么",
    Cue.NAME: "名字",
    Cue.AUTHOR: "作者 编者 笔者",
    Cue.DATE: "日期 时间 年份",
    Cue.PAPER: "报纸 杂志 期刊",
    Cue.SERIES: "期刊 杂志 报纸 卷 期 版 出版社 丛书",
    Cue.PUBLICATION: "出版物 刊物",
    Cue.NUMBER: "第 号 数量",
    Cue.LANGUAGE: "语言 语",
    Cue.TONGUE: "英文 中文 英语 汉语",
    Cue.LENGTH: "长度 篇幅",
    Cue.WORDS: "字 字数 词 个字",
    Cue.SECTION: (
        "章 节 章节 部分 条 段落 那一节 这一节 那一章 这一章 那部分 这部分 那一部分 这一部分"
    ),
    Cue.QUESTION: "问题",
    Cue.PARAGRAPH: "段 段落",
    Cue.NOTE: "注 脚注 注释 尾注 附注",
    Cue.SOURCE: "来源 参考文献 文献 出处 引文 信源",
    Cue.CITE: "引用 援引 引 引用了 依据 参考",
    Cue.QUOTE: "引用 援引 引用了",
    Cue.OUTLET: "媒体 机构",
    Cue.INFORMATION: "信息 资料 数据",
}
