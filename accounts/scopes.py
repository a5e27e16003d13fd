"""What a token may be issued for: the one list of scopes. The role of its account limits it further."""

SCOPES: dict[str, str] = {
    "departments:read": "读取管辖、单位、名册，查对单位名称",
    "departments:write": "维护单位、名称、名册",
    "accounts:read": "读取本账号、任职和令牌",
    "accounts:write": "签发和吊销本账号的令牌",
    "policies:read": "读取政策文件、举措、检索",
    "policies:write": "导入、校核、发布政策文件",
    "tasks:read": "读取事项、单位任务、报送、催办、延期",
    "tasks:write": "立项、交办、签收、报送、审核等办理",
    "reminders:read": "读取提醒台账",
    "notifications:read": "读取本账号的消息",
    "notifications:write": "标记消息、修改接收方式",
    "endpoints:read": "读取对外地址和允许的主机（系统管理员）",
    "endpoints:write": "维护对外地址和允许的主机（系统管理员）",
    "insights:read": "读取看板和统计",
    "exchange:read": "导出台账和文书",
    "exchange:write": "导入台账",
    "outward:read": "读取变化、推送订阅、推送记录和本人的日历地址",
    "outward:write": "维护推送订阅（系统管理员）、本人的日历地址",
    "audit:read": "读取审计记录（审计员）",
}
