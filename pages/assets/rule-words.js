// The names that the rule files use, for people.

const RULE_WORDS = {
  level: "层级", unit: "单位", units: "单位", place: "按哪里", names: "名称", calls: "俗称", under: "上级", words: "词语", without: "除非有",
  channel: "渠道", advice: "告知", accepted: "仍受理", value: "值", days: "天数", term: "期限", clock: "时限", matters: "事项", matter: "事项",
  aspects: "环节", kinds: "类型", hours: "办公时间", rollsOver: "遇休息日顺延", starts: "起算", code: "代码", kind: "类别", name: "名称",
  because: "理由", coHandlers: "协办", urgent: "紧急", numbers: "电话", notice: "另行告知", counties: "适用县区", counted: "计算", stops: "停止",
  township: "乡镇街道", county: "县区", city: "市", province: "省", department: "部门", registered: "户籍地", incident: "急难发生地",
  residence: "居住地", desk: "坐席", true: "是", false: "否", from: "起", to: "止", yellow: "黄牌", stage: "阶段", when: "条件",
  says: "说到", question: "问什么", assistance: "救助", among: "其中之一", workingDays: "工作日", workingHours: "工作小时", calendarDays: "日历日", minutes: "分钟", who: "谁", examples: "例子", text: "内容", day: "日",
  months: "个月", month: "月", quarter: "季", apply: "申请", rule: "规则", needs: "须有", statutory: "法定时限", edition: "版本", all: "都要", any: "任一", every: "每", source: "来源", mark: "提示", points: "分", programme: "救助类型", programmes: "救助类型",
  policy: "政策", basis: "依据", grade: "等级", aspect: "环节", note: "备注", owes: "谁报", due: "截止", status: "状态", counter: "反例", disability: "残疾", topic: "主题", after: "之后", tell: "告诉谁", then: "再告诉", acknowledge: "确认时间",
  exit: "退出", entry: "纳入", review: "复核", payment: "发放", supervised: "督办", bring: "带什么", answer: "答复", sign: "签收", respond: "响应", coHandler: "协办", "co-handler": "协办", extension: "延期", callback: "回访", urge: "催办", dispatch: "派单", return: "退单期", relief: "小额快救", external: "外部时限", stages: "步骤",
  unverified: "待当地核定", employment: "就业", change: "变动", total: "合计", special: "特殊情形", objection: "有异议", publicity: "公示", decision: "审定", survey: "调查", delegated: "委托审核", village: "村社区", property: "财产", event: "事由", terms: "说法", test: "条件", consult: "咨询", complaint: "投诉", report: "举报", help: "求助", suggestion: "建议", praise: "表扬",
  none: "无", medical: "医疗", disabilities: "残疾", income: "收入", match: "比对", manager: "管理者", clocks: "时限", red: "红牌", age: "年龄", over: "超过", below: "低于", within: "以内", between: "介于", last: "持续", raises: "提级", raised: "已提级", urged: "被催办", unsigned: "未签收", service: "服务", insurance: "参保",
  dibao: "低保", tekun: "特困", marginal: "低保边缘", rigid: "刚性支出困难", temporary: "临时救助", separated: "分户", difficult: "困难", disaster: "受灾", stranded: "滞留", rescue: "救助", funeral: "丧葬", child: "儿童", marriage: "婚姻", vagrant: "流浪乞讨", charity: "慈善", grassroots: "基层治理", other: "其他", integrity: "廉洁", conduct: "作风",
  "medical-aid": "医疗救助", "child-welfare": "儿童福利", "elder-care": "养老服务", "disaster-relief": "受灾救助", "housing-aid": "住房救助", "education-aid": "教育救助", "rural-revitalization": "乡村振兴", divert: "转其他渠道", sudden: "突发", emergency: "应急局", complex: "复杂", remote: "偏远", materials: "材料补正", verification: "等待核对", forceMajeure: "不可抗力",
  "civil-affairs": "民政局", "human-resources": "人社局", "medical-insurance": "医保局", "disabled-federation": "残联", "rescue-station": "救助管理站", housing: "住建局", education: "教育局", veterans: "退役军人局", agriculture: "农业农村局", "market-regulation": "市场监管局", "public-security": "公安局", "property-registry": "不动产登记机构", matching: "比对", tables: "统计表", visits: "家访", visitReport: "家访报送", travel: "外出", illness: "患病", spending: "支出",
  person: "本人", persons: "人数", parents: "父母", student: "学生", vehicle: "车辆", vehicleCount: "车辆数", propertyCount: "房产数", selfPaidMedical: "自付医疗费", intellectual: "智力", mental: "精神", disabilityGrade: "残疾等级", certificate: "证件", single: "单人", unable: "无劳动能力", jobless: "失业", hospital: "住院", dailyHours: "每日工时",
  litigation: "诉讼", arbitration: "仲裁", discipline: "纪检监察", reconsideration: "行政复议", petition: "信访", disclosure: "信息公开", police: "公安", traffic: "交通事故", secret: "涉密", unemployment: "失业登记", poverty: "致贫返贫", death: "死亡", business: "经营", yuan: "元", True: "是", False: "否", None: "无",
};

/** What a rule says, in the words of people, as far as they are known. */
export function inChinese(says) {
  return says.replace(/[A-Za-z][A-Za-z-]*/g, (word) => RULE_WORDS[word] ?? word);
}
