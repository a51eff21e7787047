import { Body, Controller, Get, HttpCode, Param, ParseEnumPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { EsignonSimulator } from 'nestjs-esignon-auth/testing';

import { SimulatorStateDto, SwitchDto, TokenLifetimeDto, toReceivedRequest } from './simulator.dto.js';
import { type SwitchName, switchNames, SimulatorSwitches } from './simulator.switches.js';

const shownRequests = 12;
const switchPipe = new ParseEnumPipe(Object.fromEntries(switchNames.map((name) => [name, name])));

/** Every action answers the state after it. */
@ApiTags('시뮬레이터 / simulator')
@ApiOkResponse({ type: SimulatorStateDto })
@Controller('api/simulator')
export class SimulatorController {
  constructor(
    private readonly simulator: EsignonSimulator,
    private readonly switches: SimulatorSwitches,
  ) {}

  @Get()
  @ApiOperation({ summary: '시뮬레이터 상태와 최근 요청 / state and last requests' })
  state(): SimulatorStateDto {
    return {
      on: this.switches.on,
      tokenLifetime: this.simulator.tokenLifetime,
      requests: this.simulator.journal.slice(-shownRequests).reverse().map(toReceivedRequest),
    };
  }

  @Post('revoke')
  @HttpCode(200)
  @ApiOperation({ summary: '모든 토큰 폐기 / revoke every token' })
  revoke(): SimulatorStateDto {
    this.simulator.revokeAll();
    return this.state();
  }

  @Post('expire')
  @HttpCode(200)
  @ApiOperation({ summary: '모든 토큰을 지금 만료 / end every token now' })
  expire(): SimulatorStateDto {
    this.simulator.expireAll();
    return this.state();
  }

  @Post('other-login')
  @HttpCode(200)
  @ApiOperation({ summary: '같은 계정으로 다른 곳에서 로그인 / log in elsewhere with the same account' })
  async logInElsewhere(): Promise<SimulatorStateDto> {
    await this.switches.logInElsewhere();
    return this.state();
  }

  @Post('token-lifetime')
  @HttpCode(200)
  @ApiOperation({ summary: '새 토큰의 유효 시간 / lifetime of new tokens' })
  setTokenLifetime(@Body() { ms }: TokenLifetimeDto): SimulatorStateDto {
    this.simulator.tokenLifetime = ms;
    return this.state();
  }

  @Post('restore')
  @HttpCode(200)
  @ApiOperation({ summary: '모두 정상으로 / put everything right again' })
  restore(): SimulatorStateDto {
    this.switches.restore();
    return this.state();
  }

  @Post(':name')
  @HttpCode(200)
  @ApiOperation({ summary: '문제 켜기, 끄기 / switch a problem on or off' })
  @ApiParam({ name: 'name', enum: switchNames })
  set(@Param('name', switchPipe) name: SwitchName, @Body() { on }: SwitchDto): SimulatorStateDto {
    this.switches.set(name, on);
    return this.state();
  }
}
