"""What schemathesis cannot know of itself: which refusals the schema must have told of."""

import re

import schemathesis

# What is said of a value that has not the shape in /openapi.json.
SHAPE = re.compile(
    "须是文字|不能为空|超过[0-9]+(字|KB)|含有不能保存的控制字符|只能是以下之一"
    "|须是[0-9-]+至[0-9]+之间的整数|须是true或false|不是单位代码|不是行政区划代码|不是工单编号"
    "|不是时间|不是日期|不是所属期|不是本接口给出的游标|不是Base64|须是JSON对象|缺少这个字段|没有这个字段"
    "|须是不超过[0-9]+项的列表"
)


@schemathesis.check
def schema_tells_every_shape(ctx, response, case):
    """What has the shape that the schema asks for is never refused for its shape."""
    generation = case.meta.generation if case.meta else None
    if generation is None or not generation.mode.is_positive or response.status_code != 422:
        return
    for error in response.json().get("errors", []):
        assert not SHAPE.match(error["message"]), error
