"""The Japanese words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "は が を の に で と も へ か や です ですか でしょう ます ました ません した して する "
        "されて された されました しました い いる います ある あり てい ています ていますか "
        "てください ください 下さい お 何 なに 何の どの どんな どのような どう 教えて 全体 な だ "
        "いますか ありますか くれ ほしい という といった よう"
    ),
    Cue.DOCUMENT: (
        "文書 文章 記事 本文 テキスト 報告書 報告 レポート 論文 資料 ドキュメント ページ ファイル "
        "法律"
    ),
    Cue.GENRE: (
        "手紙 本 マニュアル 取扱説明書 説明書 インタビュー 演説 契約書 議事録 規則 規約 会議"
    ),
    Cue.NAMED_BEFORE: "彼 彼女 彼ら それ その",
    Cue.POINTING: "この これ ここ 本書",
    Cue.WHO: "誰 だれ どなた",
    Cue.WHEN: "いつ 何年 何月 何日",
    Cue.WHERE: "どこ",
    Cue.WHY: "なぜ どうして",
    Cue.MANY: "いくつ 何個 何章 何節 何文字 いくら 何件",
    Cue.MOST: "最も 一番",
    Cue.SAY: "述べ 書かれて 書いて 言って 説明して 含まれて 述べて",
    Cue.PUBLISH: "発行 公開 発表 出版 掲載 公表",
    Cue.HELD: "更新 改正 開催",
    Cue.FORCE: "施行 発効",
    Cue.SIGN: "署名 調印",
    Cue.WRITE: "書き 書かれ 書いた 書かれた 執筆 作成",
    Cue.ABOUT: "について 関する テーマ 主題 内容 話題 目的",
    Cue.TREAT: "扱って 論じて 述べて",
    Cue.STRUCTURE: "構成 構造",
    Cue.HEADINGS: "目次 見出し",
    Cue.SUMMARY: "要約 まとめ まとめて 概要 要旨 あらすじ",
    Cue.SHORT: "簡単 簡潔 短く 一言 一文 手短",
    Cue.MAIN: "主な 主要 重要 一番 中心",
    Cue.POINT: "点 論点 主張 考え 結果 情報 ポイント 結論",
    Cue.FINDING: "要点 ポイント",
    Cue.CONCLUSION: "結論",
    Cue.INTRODUCTION: "序文 序論 はじめに 前書き",
    Cue.TITLE: "題名 タイトル 表題 題",
    Cue.AUTHOR: "著者 筆者 作者 執筆者 記者",
    Cue.DATE: "日付 発行日 年月日",
    Cue.PAPER: "新聞 雑誌",
    Cue.SERIES: "新聞 雑誌 巻 号 出版社",
    Cue.LANGUAGE: "言語 何語",
    Cue.LENGTH: "長さ",
    Cue.WORDS: "文字数 字数 語数",
    Cue.SECTION: "章 節 セクション 部",
    Cue.PARAGRAPH: "段落",
    Cue.NOTE: "注 脚注 注釈",
    Cue.SOURCE: "出典 参考文献 情報源 文献",
    Cue.CITE: "引用",
}
